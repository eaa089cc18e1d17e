-- Tokens of programs, the answers to what they asked under a key of their own, and the addresses that are told of changes.
--
-- Of a token the digest alone is kept. `answer` is nothing as long as a request is under way; answers are thrown away after a
-- day. Who asks without an account has the id that is all zeros, so `api_answer` refers to no account.
-- The secrets by which deliveries are signed follow from a key of the realm that lies sealed in `provider_secret`.

CREATE TABLE api_token (
    tenant      TEXT COLLATE "C" NOT NULL,
    digest      BYTEA NOT NULL CHECK (length(digest) = 32),
    id          UUID NOT NULL,
    account     UUID NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    scopes      JSONB NOT NULL,
    two_factors BOOLEAN NOT NULL,
    made_at     TIMESTAMPTZ NOT NULL,
    ends_at     TIMESTAMPTZ NOT NULL,
    used_at     TIMESTAMPTZ,
    PRIMARY KEY (tenant, digest),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE INDEX api_token_by_account ON api_token (tenant, account, made_at);

CREATE TABLE api_answer (
    tenant   TEXT COLLATE "C" NOT NULL,
    account  UUID NOT NULL,
    key      BYTEA NOT NULL CHECK (length(key) = 32),
    request  BYTEA NOT NULL CHECK (length(request) = 32),
    began_at TIMESTAMPTZ NOT NULL,
    answer   JSONB,
    PRIMARY KEY (tenant, account, key)
);

CREATE INDEX api_answer_by_beginning ON api_answer (tenant, began_at);

CREATE TABLE hook (
    tenant        TEXT COLLATE "C" NOT NULL,
    id            UUID NOT NULL,
    account       UUID NOT NULL,
    address       TEXT COLLATE "C" NOT NULL,
    law           TEXT COLLATE "C" NOT NULL,
    made_at       TIMESTAMPTZ NOT NULL,
    failing_since TIMESTAMPTZ,
    stopped_at    TIMESTAMPTZ,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE TABLE hook_delivery (
    tenant  TEXT COLLATE "C" NOT NULL,
    id      UUID NOT NULL,
    hook    UUID NOT NULL,
    subject UUID NOT NULL,
    state   TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    tries   BIGINT NOT NULL CHECK (tries >= 0),
    next_at TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    said    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, hook) REFERENCES hook (tenant, id) ON DELETE CASCADE
);

CREATE INDEX hook_delivery_by_hook ON hook_delivery (tenant, hook, made_at);
CREATE INDEX hook_delivery_by_next ON hook_delivery (tenant, next_at);

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('api_token', 'tenant', 'public'),
    ('api_token', 'digest', 'confidential'),
    ('api_token', 'id', 'internal'),
    ('api_token', 'account', 'internal'),
    ('api_token', 'name', 'personal'),
    ('api_token', 'scopes', 'internal'),
    ('api_token', 'two_factors', 'internal'),
    ('api_token', 'made_at', 'personal'),
    ('api_token', 'ends_at', 'internal'),
    ('api_token', 'used_at', 'personal'),
    ('api_answer', 'tenant', 'public'),
    ('api_answer', 'account', 'internal'),
    ('api_answer', 'key', 'confidential'),
    ('api_answer', 'request', 'confidential'),
    ('api_answer', 'began_at', 'internal'),
    ('api_answer', 'answer', 'personal'),
    ('hook', 'tenant', 'public'),
    ('hook', 'id', 'internal'),
    ('hook', 'account', 'internal'),
    ('hook', 'address', 'confidential'),
    ('hook', 'law', 'internal'),
    ('hook', 'made_at', 'personal'),
    ('hook', 'failing_since', 'internal'),
    ('hook', 'stopped_at', 'internal'),
    ('hook_delivery', 'tenant', 'public'),
    ('hook_delivery', 'id', 'internal'),
    ('hook_delivery', 'hook', 'internal'),
    ('hook_delivery', 'subject', 'internal'),
    ('hook_delivery', 'state', 'internal'),
    ('hook_delivery', 'made_at', 'internal'),
    ('hook_delivery', 'tries', 'internal'),
    ('hook_delivery', 'next_at', 'internal'),
    ('hook_delivery', 'done_at', 'internal'),
    ('hook_delivery', 'said', 'internal');
