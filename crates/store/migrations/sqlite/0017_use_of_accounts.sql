-- With which devices people signed in before, so that they are told of one that was not seen (ADR 0070); when accounts were used
-- last and end, so that those which nobody needs are closed; and when passwords were chosen, so that old ones are changed where
-- that is demanded.
--
-- Of a device and its network a digest alone is kept. What messages tell of an account says from where something came, so they
-- are personal from now on, and go with the account.

CREATE TABLE known_device (
    tenant  TEXT NOT NULL,
    account BLOB NOT NULL CHECK (length(account) = 16),
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    used_at TEXT NOT NULL,
    PRIMARY KEY (tenant, account, digest),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE account_use (
    tenant         TEXT NOT NULL,
    account        BLOB NOT NULL CHECK (length(account) = 16),
    counted_from   TEXT NOT NULL,
    used_at        TEXT,
    ends_on        TEXT,
    password_since TEXT,
    PRIMARY KEY (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('known_device', 'tenant', 'public'),
    ('known_device', 'account', 'internal'),
    ('known_device', 'digest', 'personal'),
    ('known_device', 'used_at', 'personal'),
    ('account_use', 'tenant', 'public'),
    ('account_use', 'account', 'internal'),
    ('account_use', 'counted_from', 'internal'),
    ('account_use', 'used_at', 'personal'),
    ('account_use', 'ends_on', 'internal'),
    ('account_use', 'password_since', 'internal');

UPDATE column_class SET class = 'personal' WHERE table_name = 'message' AND column_name = 'matter';
