-- What proves that somebody is who they say.
--
-- Sessions begin anew: whoever was signed in signs in again, because those who decide now need a second
-- factor. Of tokens and recovery codes only the SHA-256 is kept; the secret of an authenticator
-- has to be kept as it is. An attempt is kept under the digest of what was typed, so that accounts that do not
-- exist are treated like those that do.

DELETE FROM column_class WHERE table_name = 'session';
DROP TABLE session;

CREATE TABLE session (
    tenant      TEXT COLLATE "C" NOT NULL,
    token       BYTEA NOT NULL CHECK (length(token) = 32),
    id          UUID NOT NULL,
    account     UUID NOT NULL,
    opened_at   TIMESTAMPTZ NOT NULL,
    ends_at     TIMESTAMPTZ NOT NULL,
    seen_at     TIMESTAMPTZ NOT NULL,
    proved_at   TIMESTAMPTZ NOT NULL,
    two_factors BOOLEAN NOT NULL,
    form_token  TEXT COLLATE "C" NOT NULL,
    device      TEXT COLLATE "C" NOT NULL,
    place       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, token),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE INDEX session_by_account ON session (tenant, account);
CREATE INDEX session_by_end ON session (tenant, ends_at);

CREATE TABLE factor (
    tenant  TEXT COLLATE "C" NOT NULL,
    account UUID NOT NULL,
    secret  BYTEA NOT NULL CHECK (length(secret) >= 16),
    since   TIMESTAMPTZ NOT NULL,
    used    BIGINT NOT NULL CHECK (used >= 0),
    PRIMARY KEY (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE TABLE recovery_code (
    tenant  TEXT COLLATE "C" NOT NULL,
    account UUID NOT NULL,
    digest  BYTEA NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (tenant, account, digest),
    FOREIGN KEY (tenant, account) REFERENCES factor (tenant, account) ON DELETE CASCADE
);

CREATE TABLE attempt (
    tenant TEXT COLLATE "C" NOT NULL,
    who    BYTEA NOT NULL CHECK (length(who) = 32),
    number BIGINT NOT NULL CHECK (number >= 1),
    at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (tenant, who)
);

CREATE INDEX attempt_by_time ON attempt (tenant, at);

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('session', 'tenant', 'public'),
    ('session', 'token', 'confidential'),
    ('session', 'id', 'internal'),
    ('session', 'account', 'confidential'),
    ('session', 'opened_at', 'personal'),
    ('session', 'ends_at', 'internal'),
    ('session', 'seen_at', 'personal'),
    ('session', 'proved_at', 'personal'),
    ('session', 'two_factors', 'internal'),
    ('session', 'form_token', 'confidential'),
    ('session', 'device', 'personal'),
    ('session', 'place', 'personal'),
    ('factor', 'tenant', 'public'),
    ('factor', 'account', 'confidential'),
    ('factor', 'secret', 'confidential'),
    ('factor', 'since', 'internal'),
    ('factor', 'used', 'internal'),
    ('recovery_code', 'tenant', 'public'),
    ('recovery_code', 'account', 'confidential'),
    ('recovery_code', 'digest', 'confidential'),
    ('attempt', 'tenant', 'public'),
    ('attempt', 'who', 'confidential'),
    ('attempt', 'number', 'internal'),
    ('attempt', 'at', 'personal');
