-- The log, the lists computed from it, and what signing in needs.
--
-- Every key begins with the tenant, so that no join and no reference can cross from one realm into
-- another. Instants are text of fixed width in UTC with six digits of a second, so that they sort as
-- they follow; days are ISO text; JSON is canonical text. The class of every column is given at the end.

CREATE TABLE column_class (
    table_name  TEXT NOT NULL,
    column_name TEXT NOT NULL,
    class       TEXT NOT NULL CHECK (class IN ('public', 'internal', 'confidential', 'personal')),
    PRIMARY KEY (table_name, column_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
    tenant  TEXT    NOT NULL,
    about   TEXT    NOT NULL,
    id      BLOB    NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (tenant, about, id),
    -- Pages of lists go on after an id, whatever the streams are about.
    UNIQUE (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    tenant       TEXT    NOT NULL,
    about        TEXT    NOT NULL,
    id           BLOB    NOT NULL,
    seq          INTEGER NOT NULL CHECK (seq >= 1),
    kind         TEXT    NOT NULL,
    schema       INTEGER NOT NULL CHECK (schema BETWEEN 0 AND 65535),
    account      BLOB    NOT NULL CHECK (length(account) = 16),
    role         TEXT    NOT NULL,
    acting_for   BLOB             CHECK (length(acting_for) = 16),
    effective_on TEXT    NOT NULL,
    recorded_at  TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    PRIMARY KEY (tenant, about, id, seq),
    FOREIGN KEY (tenant, about, id) REFERENCES stream (tenant, about, id)
) STRICT;

CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'what was recorded is not changed');
END;

CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'what was recorded is not deleted');
END;

-- Kept apart from the event so that it can be erased while the log stays.
CREATE TABLE personal_text (
    tenant TEXT    NOT NULL,
    about  TEXT    NOT NULL,
    id     BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    body   TEXT    NOT NULL,
    PRIMARY KEY (tenant, about, id, seq),
    FOREIGN KEY (tenant, about, id, seq) REFERENCES event (tenant, about, id, seq)
) STRICT;

CREATE TABLE idempotency (
    tenant      TEXT NOT NULL,
    key         TEXT NOT NULL,
    request     BLOB NOT NULL CHECK (length(request) = 32),
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
    tenant       TEXT    NOT NULL,
    about        TEXT    NOT NULL,
    id           BLOB    NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 1),
    pack         TEXT    NOT NULL,
    round        BLOB             CHECK (length(round) = 16),
    organisation BLOB             CHECK (length(organisation) = 16),
    kind         TEXT,
    stage        TEXT    NOT NULL,
    waits_for    TEXT,
    since        TEXT    NOT NULL,
    due          TEXT,
    title        TEXT    NOT NULL,
    number       TEXT,
    extra        TEXT    NOT NULL,
    people       TEXT    NOT NULL,
    PRIMARY KEY (tenant, about, id),
    FOREIGN KEY (tenant, about, id) REFERENCES stream (tenant, about, id)
) STRICT;

CREATE INDEX listing_by_id ON listing (tenant, id);
CREATE INDEX listing_by_round ON listing (tenant, round, id);
CREATE INDEX listing_by_organisation ON listing (tenant, organisation, id);
CREATE INDEX listing_by_stage ON listing (tenant, stage, id);
CREATE INDEX listing_by_waits_for ON listing (tenant, waits_for, id);

-- Finds the listings of a person; listing.people is what is read, in its order.
CREATE TABLE listing_person (
    tenant  TEXT NOT NULL,
    account BLOB NOT NULL CHECK (length(account) = 16),
    about   TEXT NOT NULL,
    id      BLOB NOT NULL,
    PRIMARY KEY (tenant, account, about, id),
    FOREIGN KEY (tenant, about, id) REFERENCES listing (tenant, about, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX listing_person_by_listing ON listing_person (tenant, about, id);

CREATE TABLE counter (
    tenant TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    last   INTEGER NOT NULL CHECK (last >= 1),
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    tenant        TEXT    NOT NULL,
    id            BLOB    NOT NULL CHECK (length(id) = 16),
    login         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    password      TEXT    NOT NULL,
    roles         TEXT    NOT NULL,
    organisation  BLOB             CHECK (length(organisation) = 16),
    demonstration INTEGER NOT NULL CHECK (demonstration IN (0, 1)),
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, login)
) STRICT;

CREATE TABLE session (
    tenant     TEXT NOT NULL,
    token      BLOB NOT NULL CHECK (length(token) = 32),
    account    BLOB NOT NULL,
    ends_at    TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    form_token TEXT NOT NULL,
    PRIMARY KEY (tenant, token),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_account ON session (tenant, account);
CREATE INDEX session_by_end ON session (tenant, ends_at);

CREATE TABLE setting (
    tenant TEXT NOT NULL,
    key    TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('column_class', 'table_name', 'public'),
    ('column_class', 'column_name', 'public'),
    ('column_class', 'class', 'public'),
    ('stream', 'tenant', 'public'),
    ('stream', 'about', 'internal'),
    ('stream', 'id', 'internal'),
    ('stream', 'version', 'internal'),
    ('event', 'tenant', 'public'),
    ('event', 'about', 'internal'),
    ('event', 'id', 'internal'),
    ('event', 'seq', 'internal'),
    ('event', 'kind', 'internal'),
    ('event', 'schema', 'internal'),
    ('event', 'account', 'confidential'),
    ('event', 'role', 'internal'),
    ('event', 'acting_for', 'confidential'),
    ('event', 'effective_on', 'internal'),
    ('event', 'recorded_at', 'internal'),
    ('event', 'payload', 'confidential'),
    ('personal_text', 'tenant', 'public'),
    ('personal_text', 'about', 'internal'),
    ('personal_text', 'id', 'internal'),
    ('personal_text', 'seq', 'internal'),
    ('personal_text', 'body', 'personal'),
    ('idempotency', 'tenant', 'public'),
    ('idempotency', 'key', 'internal'),
    ('idempotency', 'request', 'internal'),
    ('idempotency', 'recorded_at', 'internal'),
    ('listing', 'tenant', 'public'),
    ('listing', 'about', 'internal'),
    ('listing', 'id', 'internal'),
    ('listing', 'version', 'internal'),
    ('listing', 'pack', 'public'),
    ('listing', 'round', 'internal'),
    ('listing', 'organisation', 'internal'),
    ('listing', 'kind', 'internal'),
    ('listing', 'stage', 'internal'),
    ('listing', 'waits_for', 'internal'),
    ('listing', 'since', 'internal'),
    ('listing', 'due', 'internal'),
    ('listing', 'title', 'internal'),
    ('listing', 'number', 'internal'),
    ('listing', 'extra', 'confidential'),
    ('listing', 'people', 'confidential'),
    ('listing_person', 'tenant', 'public'),
    ('listing_person', 'account', 'confidential'),
    ('listing_person', 'about', 'internal'),
    ('listing_person', 'id', 'internal'),
    ('counter', 'tenant', 'public'),
    ('counter', 'name', 'internal'),
    ('counter', 'last', 'internal'),
    ('account', 'tenant', 'public'),
    ('account', 'id', 'internal'),
    ('account', 'login', 'personal'),
    ('account', 'name', 'personal'),
    ('account', 'password', 'confidential'),
    ('account', 'roles', 'internal'),
    ('account', 'organisation', 'internal'),
    ('account', 'demonstration', 'internal'),
    ('session', 'tenant', 'public'),
    ('session', 'token', 'confidential'),
    ('session', 'account', 'confidential'),
    ('session', 'ends_at', 'internal'),
    ('session', 'seen_at', 'personal'),
    ('session', 'form_token', 'confidential'),
    ('setting', 'tenant', 'public'),
    ('setting', 'key', 'internal'),
    ('setting', 'value', 'internal');
