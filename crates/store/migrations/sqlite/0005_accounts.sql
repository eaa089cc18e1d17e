-- What proves that somebody is who they say.
--
-- Sessions begin anew: whoever was signed in signs in again, because those who decide now need a second
-- factor. Of tokens and recovery codes only the SHA-256 is kept; the secret of an authenticator
-- has to be kept as it is. An attempt is kept under the digest of what was typed, so that accounts that do not
-- exist are treated like those that do.

DELETE FROM column_class WHERE table_name = 'session';
DROP TABLE session;

CREATE TABLE session (
    tenant      TEXT NOT NULL,
    token       BLOB NOT NULL CHECK (length(token) = 32),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    account     BLOB NOT NULL,
    opened_at   TEXT NOT NULL,
    ends_at     TEXT NOT NULL,
    seen_at     TEXT NOT NULL,
    proved_at   TEXT NOT NULL,
    two_factors INTEGER NOT NULL CHECK (two_factors IN (0, 1)),
    form_token  TEXT NOT NULL,
    device      TEXT NOT NULL,
    place       TEXT NOT NULL,
    PRIMARY KEY (tenant, token),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_account ON session (tenant, account);
CREATE INDEX session_by_end ON session (tenant, ends_at);

CREATE TABLE factor (
    tenant  TEXT NOT NULL,
    account BLOB NOT NULL,
    secret  BLOB NOT NULL CHECK (length(secret) >= 16),
    since   TEXT NOT NULL,
    used    INTEGER NOT NULL CHECK (used >= 0),
    PRIMARY KEY (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
    tenant  TEXT NOT NULL,
    account BLOB NOT NULL,
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (tenant, account, digest),
    FOREIGN KEY (tenant, account) REFERENCES factor (tenant, account) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    tenant TEXT NOT NULL,
    who    BLOB NOT NULL CHECK (length(who) = 32),
    number INTEGER NOT NULL CHECK (number >= 1),
    at     TEXT NOT NULL,
    PRIMARY KEY (tenant, who)
) STRICT, WITHOUT ROWID;

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
