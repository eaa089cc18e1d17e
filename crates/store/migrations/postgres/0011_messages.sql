-- What people are told by itself, what became of it on its way, and how each wants to be told.
--
-- A message is made from the state of a case, once for whoever it is for: `known_by` says of what it tells. It waits until an
-- officer releases it, or goes at once. A delivery is its way by mail or short message, taken by one program at a time: the lease
-- says until when. `told` says up to which event, and on which day, a case was looked at. What a person says about how they are
-- reached is sealed under the key of their account and goes with it; of the word of a calendar only the digest is kept.

CREATE TABLE message (
    tenant       TEXT COLLATE "C" NOT NULL,
    id           UUID             NOT NULL,
    account      UUID             NOT NULL,
    known_by     TEXT COLLATE "C" NOT NULL,
    subject      UUID             NOT NULL,
    matter       JSONB            NOT NULL,
    entered      BIGINT           NOT NULL CHECK (entered >= 0),
    urgent       BOOLEAN          NOT NULL,
    state        TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'held', 'released', 'overtaken')),
    note         TEXT COLLATE "C" NOT NULL,
    reasons      TEXT COLLATE "C" NOT NULL,
    made_at      TIMESTAMPTZ      NOT NULL,
    settled_at   TIMESTAMPTZ,
    settled_by   UUID,
    read_at      TIMESTAMPTZ,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, account, known_by),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
);

CREATE INDEX message_by_subject ON message (tenant, subject);
CREATE INDEX message_by_state ON message (tenant, state, made_at);

CREATE TABLE told (
    tenant       TEXT COLLATE "C" NOT NULL,
    id           UUID             NOT NULL,
    version      BIGINT           NOT NULL CHECK (version >= 1),
    on_day       DATE             NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE delivery (
    tenant       TEXT COLLATE "C" NOT NULL,
    message      UUID             NOT NULL,
    way          TEXT COLLATE "C" NOT NULL CHECK (way IN ('mail', 'sms')),
    account      UUID             NOT NULL,
    state        TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    gathered     BOOLEAN          NOT NULL,
    tries        BIGINT           NOT NULL CHECK (tries >= 0),
    next_at      TIMESTAMPTZ      NOT NULL,
    lease        UUID,
    leased_until TIMESTAMPTZ,
    PRIMARY KEY (tenant, message, way),
    FOREIGN KEY (tenant, message) REFERENCES message (tenant, id)
);

CREATE INDEX delivery_by_time ON delivery (tenant, state, next_at);

CREATE TABLE delivery_try (
    tenant       TEXT COLLATE "C" NOT NULL,
    message      UUID             NOT NULL,
    way          TEXT COLLATE "C" NOT NULL,
    number       BIGINT           NOT NULL CHECK (number >= 1),
    at           TIMESTAMPTZ      NOT NULL,
    outcome      TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('begun', 'sent', 'deferred', 'refused')),
    said         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, message, way, number),
    FOREIGN KEY (tenant, message, way) REFERENCES delivery (tenant, message, way)
);

CREATE TABLE contact (
    tenant       TEXT COLLATE "C" NOT NULL,
    account      UUID             NOT NULL,
    lang         TEXT COLLATE "C" NOT NULL CHECK (lang IN ('zh', 'en')),
    by_mail      BOOLEAN          NOT NULL,
    by_sms       BOOLEAN          NOT NULL,
    gathered     BOOLEAN          NOT NULL,
    sealed       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
);

CREATE TABLE calendar_word (
    tenant       TEXT COLLATE "C" NOT NULL,
    digest       BYTEA            NOT NULL CHECK (length(digest) = 32),
    account      UUID             NOT NULL,
    since        TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (tenant, digest),
    UNIQUE (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
);

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
