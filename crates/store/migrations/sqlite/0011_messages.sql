-- What people are told by itself, what became of it on its way, and how each wants to be told.
--
-- A message is made from the state of a case, once for whoever it is for: `known_by` says of what it tells. It waits until an
-- officer releases it, or goes at once. A delivery is its way by mail or short message, taken by one program at a time: the lease
-- says until when. `told` says up to which event, and on which day, a case was looked at. What a person says about how they are
-- reached is sealed under the key of their account and goes with it; of the word of a calendar only the digest is kept.

CREATE TABLE message (
    tenant     TEXT    NOT NULL,
    id         BLOB    NOT NULL CHECK (length(id) = 16),
    account    BLOB    NOT NULL CHECK (length(account) = 16),
    known_by   TEXT    NOT NULL,
    subject    BLOB    NOT NULL CHECK (length(subject) = 16),
    matter     TEXT    NOT NULL,
    entered    INTEGER NOT NULL CHECK (entered >= 0),
    urgent     INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    state      TEXT    NOT NULL CHECK (state IN ('draft', 'held', 'released', 'overtaken')),
    note       TEXT    NOT NULL,
    reasons    TEXT    NOT NULL,
    made_at    TEXT    NOT NULL,
    settled_at TEXT,
    settled_by BLOB             CHECK (length(settled_by) = 16),
    read_at    TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, account, known_by),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT;

CREATE INDEX message_by_subject ON message (tenant, subject);
CREATE INDEX message_by_state ON message (tenant, state, made_at);

CREATE TABLE told (
    tenant  TEXT    NOT NULL,
    id      BLOB    NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    on_day  TEXT    NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;

CREATE TABLE delivery (
    tenant       TEXT    NOT NULL,
    message      BLOB    NOT NULL,
    way          TEXT    NOT NULL CHECK (way IN ('mail', 'sms')),
    account      BLOB    NOT NULL CHECK (length(account) = 16),
    state        TEXT    NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    gathered     INTEGER NOT NULL CHECK (gathered IN (0, 1)),
    tries        INTEGER NOT NULL CHECK (tries >= 0),
    next_at      TEXT    NOT NULL,
    lease        BLOB             CHECK (length(lease) = 16),
    leased_until TEXT,
    PRIMARY KEY (tenant, message, way),
    FOREIGN KEY (tenant, message) REFERENCES message (tenant, id)
) STRICT;

CREATE INDEX delivery_by_time ON delivery (tenant, state, next_at);

CREATE TABLE delivery_try (
    tenant  TEXT    NOT NULL,
    message BLOB    NOT NULL,
    way     TEXT    NOT NULL,
    number  INTEGER NOT NULL CHECK (number >= 1),
    at      TEXT    NOT NULL,
    outcome TEXT    NOT NULL CHECK (outcome IN ('begun', 'sent', 'deferred', 'refused')),
    said    TEXT    NOT NULL,
    PRIMARY KEY (tenant, message, way, number),
    FOREIGN KEY (tenant, message, way) REFERENCES delivery (tenant, message, way)
) STRICT;

CREATE TABLE contact (
    tenant   TEXT    NOT NULL,
    account  BLOB    NOT NULL CHECK (length(account) = 16),
    lang     TEXT    NOT NULL CHECK (lang IN ('zh', 'en')),
    by_mail  INTEGER NOT NULL CHECK (by_mail IN (0, 1)),
    by_sms   INTEGER NOT NULL CHECK (by_sms IN (0, 1)),
    gathered INTEGER NOT NULL CHECK (gathered IN (0, 1)),
    sealed   TEXT    NOT NULL,
    PRIMARY KEY (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT;

CREATE TABLE calendar_word (
    tenant  TEXT NOT NULL,
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    account BLOB NOT NULL CHECK (length(account) = 16),
    since   TEXT NOT NULL,
    PRIMARY KEY (tenant, digest),
    UNIQUE (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT;

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('message', 'tenant', 'public'),
    ('message', 'id', 'internal'),
    ('message', 'account', 'confidential'),
    ('message', 'known_by', 'internal'),
    ('message', 'subject', 'internal'),
    ('message', 'matter', 'internal'),
    ('message', 'entered', 'internal'),
    ('message', 'urgent', 'internal'),
    ('message', 'state', 'internal'),
    ('message', 'note', 'confidential'),
    ('message', 'reasons', 'confidential'),
    ('message', 'made_at', 'internal'),
    ('message', 'settled_at', 'internal'),
    ('message', 'settled_by', 'internal'),
    ('message', 'read_at', 'personal'),
    ('told', 'tenant', 'public'),
    ('told', 'id', 'internal'),
    ('told', 'version', 'internal'),
    ('told', 'on_day', 'internal'),
    ('delivery', 'tenant', 'public'),
    ('delivery', 'message', 'internal'),
    ('delivery', 'way', 'internal'),
    ('delivery', 'account', 'confidential'),
    ('delivery', 'state', 'internal'),
    ('delivery', 'gathered', 'internal'),
    ('delivery', 'tries', 'internal'),
    ('delivery', 'next_at', 'internal'),
    ('delivery', 'lease', 'internal'),
    ('delivery', 'leased_until', 'internal'),
    ('delivery_try', 'tenant', 'public'),
    ('delivery_try', 'message', 'internal'),
    ('delivery_try', 'way', 'internal'),
    ('delivery_try', 'number', 'internal'),
    ('delivery_try', 'at', 'internal'),
    ('delivery_try', 'outcome', 'internal'),
    ('delivery_try', 'said', 'confidential'),
    ('contact', 'tenant', 'public'),
    ('contact', 'account', 'internal'),
    ('contact', 'lang', 'personal'),
    ('contact', 'by_mail', 'personal'),
    ('contact', 'by_sms', 'personal'),
    ('contact', 'gathered', 'personal'),
    ('contact', 'sealed', 'personal'),
    ('calendar_word', 'tenant', 'public'),
    ('calendar_word', 'digest', 'confidential'),
    ('calendar_word', 'account', 'confidential'),
    ('calendar_word', 'since', 'personal');
