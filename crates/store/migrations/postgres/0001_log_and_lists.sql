-- The log, the lists computed from it, and what signing in needs.
--
-- Every key begins with the tenant, so that no join and no reference can cross from one realm into
-- another. Text that is a key or is sorted by is compared by code point, as SQLite does, whatever the
-- locale of the database. The class of every column is given at the end.

CREATE TABLE column_class (
    table_name  TEXT COLLATE "C" NOT NULL,
    column_name TEXT COLLATE "C" NOT NULL,
    class       TEXT COLLATE "C" NOT NULL CHECK (class IN ('public', 'internal', 'confidential', 'personal')),
    PRIMARY KEY (table_name, column_name)
);

CREATE TABLE stream (
    tenant  TEXT COLLATE "C" NOT NULL,
    about   TEXT COLLATE "C" NOT NULL,
    id      UUID             NOT NULL,
    version BIGINT           NOT NULL CHECK (version >= 1),
    PRIMARY KEY (tenant, about, id),
    -- Pages of lists go on after an id, whatever the streams are about.
    UNIQUE (tenant, id)
);

CREATE TABLE event (
    tenant       TEXT COLLATE "C" NOT NULL,
    about        TEXT COLLATE "C" NOT NULL,
    id           UUID             NOT NULL,
    seq          BIGINT           NOT NULL CHECK (seq >= 1),
    kind         TEXT COLLATE "C" NOT NULL,
    schema       BIGINT           NOT NULL CHECK (schema BETWEEN 0 AND 65535),
    account      UUID             NOT NULL,
    role         TEXT COLLATE "C" NOT NULL,
    acting_for   UUID,
    effective_on DATE             NOT NULL,
    recorded_at  TIMESTAMPTZ      NOT NULL,
    payload      JSONB            NOT NULL,
    PRIMARY KEY (tenant, about, id, seq),
    FOREIGN KEY (tenant, about, id) REFERENCES stream (tenant, about, id)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was recorded is neither changed nor deleted';
END
$$;

CREATE TRIGGER event_is_not_changed BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER event_is_not_deleted BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Kept apart from the event so that it can be erased while the log stays.
CREATE TABLE personal_text (
    tenant TEXT COLLATE "C" NOT NULL,
    about  TEXT COLLATE "C" NOT NULL,
    id     UUID             NOT NULL,
    seq    BIGINT           NOT NULL,
    body   JSONB            NOT NULL,
    PRIMARY KEY (tenant, about, id, seq),
    FOREIGN KEY (tenant, about, id, seq) REFERENCES event (tenant, about, id, seq)
);

CREATE TABLE idempotency (
    tenant      TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    request     BYTEA            NOT NULL CHECK (length(request) = 32),
    recorded_at TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (tenant, key)
);

CREATE TABLE listing (
    tenant       TEXT COLLATE "C" NOT NULL,
    about        TEXT COLLATE "C" NOT NULL,
    id           UUID             NOT NULL,
    version      BIGINT           NOT NULL CHECK (version >= 1),
    pack         TEXT COLLATE "C" NOT NULL,
    round        UUID,
    organisation UUID,
    kind         TEXT COLLATE "C",
    stage        TEXT COLLATE "C" NOT NULL,
    waits_for    TEXT COLLATE "C",
    since        DATE             NOT NULL,
    due          DATE,
    title        TEXT COLLATE "C" NOT NULL,
    number       TEXT COLLATE "C",
    extra        JSONB            NOT NULL,
    people       JSONB            NOT NULL,
    PRIMARY KEY (tenant, about, id),
    FOREIGN KEY (tenant, about, id) REFERENCES stream (tenant, about, id)
);

CREATE INDEX listing_by_id ON listing (tenant, id);
CREATE INDEX listing_by_round ON listing (tenant, round, id);
CREATE INDEX listing_by_organisation ON listing (tenant, organisation, id);
CREATE INDEX listing_by_stage ON listing (tenant, stage, id);
CREATE INDEX listing_by_waits_for ON listing (tenant, waits_for, id);

-- Finds the listings of a person; listing.people is what is read, in its order.
CREATE TABLE listing_person (
    tenant  TEXT COLLATE "C" NOT NULL,
    account UUID             NOT NULL,
    about   TEXT COLLATE "C" NOT NULL,
    id      UUID             NOT NULL,
    PRIMARY KEY (tenant, account, about, id),
    FOREIGN KEY (tenant, about, id) REFERENCES listing (tenant, about, id) ON DELETE CASCADE
);

CREATE INDEX listing_person_by_listing ON listing_person (tenant, about, id);

CREATE TABLE counter (
    tenant TEXT COLLATE "C" NOT NULL,
    name   TEXT COLLATE "C" NOT NULL,
    last   BIGINT           NOT NULL CHECK (last >= 1),
    PRIMARY KEY (tenant, name)
);

CREATE TABLE account (
    tenant        TEXT COLLATE "C" NOT NULL,
    id            UUID             NOT NULL,
    login         TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    password      TEXT COLLATE "C" NOT NULL,
    roles         JSONB            NOT NULL,
    organisation  UUID,
    demonstration BOOLEAN          NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, login)
);

CREATE TABLE session (
    tenant     TEXT COLLATE "C" NOT NULL,
    token      BYTEA            NOT NULL CHECK (length(token) = 32),
    account    UUID             NOT NULL,
    ends_at    TIMESTAMPTZ      NOT NULL,
    seen_at    TIMESTAMPTZ      NOT NULL,
    form_token TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, token),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE INDEX session_by_account ON session (tenant, account);
CREATE INDEX session_by_end ON session (tenant, ends_at);

CREATE TABLE setting (
    tenant TEXT COLLATE "C" NOT NULL,
    key    TEXT COLLATE "C" NOT NULL,
    value  JSONB            NOT NULL,
    PRIMARY KEY (tenant, key)
);

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
