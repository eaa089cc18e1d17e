-- Passkeys, and what is asked of a browser and not answered yet.
--
-- A passkey is a public key: reading it lets nobody in. `counter` stands beside the key so that of two uses at once
-- only one moves it on. A challenge is kept under a digest of the session or visit that it was given to, and taken
-- out by the answer to it.

CREATE TABLE passkey (
    tenant  TEXT NOT NULL,
    id      BLOB NOT NULL CHECK (length(id) BETWEEN 1 AND 1023),
    account BLOB NOT NULL,
    name    TEXT NOT NULL,
    key     TEXT NOT NULL CHECK (json_valid(key)),
    counter INTEGER NOT NULL CHECK (counter >= 0),
    alone   INTEGER NOT NULL CHECK (alone IN (0, 1)),
    doubted INTEGER NOT NULL CHECK (doubted IN (0, 1)),
    since   TEXT NOT NULL,
    used_at TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_by_account ON passkey (tenant, account, since);

CREATE TABLE ceremony (
    tenant  TEXT NOT NULL,
    binder  BLOB NOT NULL CHECK (length(binder) = 32),
    state   TEXT NOT NULL CHECK (json_valid(state)),
    ends_at TEXT NOT NULL,
    PRIMARY KEY (tenant, binder)
) STRICT, WITHOUT ROWID;

CREATE INDEX ceremony_by_end ON ceremony (tenant, ends_at);

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('passkey', 'tenant', 'public'),
    ('passkey', 'id', 'confidential'),
    ('passkey', 'account', 'confidential'),
    ('passkey', 'name', 'personal'),
    ('passkey', 'key', 'confidential'),
    ('passkey', 'counter', 'internal'),
    ('passkey', 'alone', 'internal'),
    ('passkey', 'doubted', 'internal'),
    ('passkey', 'since', 'internal'),
    ('passkey', 'used_at', 'personal'),
    ('ceremony', 'tenant', 'public'),
    ('ceremony', 'binder', 'confidential'),
    ('ceremony', 'state', 'confidential'),
    ('ceremony', 'ends_at', 'internal');
