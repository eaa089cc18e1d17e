-- Logins at a provider outside, and to which accounts they belong.
--
-- A subject belongs to one account, and an account has one login of a provider. The secret by which a provider knows the
-- installation is sealed under a key that is not in the database. A session says by which provider it was opened, so that
-- signing out can go on there.

CREATE TABLE linked_login (
    tenant   TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    subject  TEXT COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    account  UUID NOT NULL,
    since    TIMESTAMPTZ NOT NULL,
    used_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (tenant, provider, subject),
    UNIQUE (tenant, provider, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE TABLE provider_secret (
    tenant   TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    secret   BYTEA NOT NULL,
    PRIMARY KEY (tenant, provider)
);

ALTER TABLE session ADD COLUMN provider TEXT COLLATE "C" NOT NULL DEFAULT '';

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('linked_login', 'tenant', 'public'),
    ('linked_login', 'provider', 'internal'),
    ('linked_login', 'subject', 'personal'),
    ('linked_login', 'account', 'confidential'),
    ('linked_login', 'since', 'internal'),
    ('linked_login', 'used_at', 'personal'),
    ('provider_secret', 'tenant', 'public'),
    ('provider_secret', 'provider', 'internal'),
    ('provider_secret', 'secret', 'confidential'),
    ('session', 'provider', 'internal');
