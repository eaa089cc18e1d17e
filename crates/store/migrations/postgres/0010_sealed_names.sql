-- What an account says about its owner is sealed under a key of its own, as texts about persons in cases are.
--
-- `sealed` holds login and name together; `known_by` is what an account is found by: a digest of its login under a key that is
-- not in the database. Rows from before are sealed by the program when it next starts, and are read as they are until then.
-- Erasing takes the key away; the row stays, because acts stand in the log under its id.

ALTER TABLE account RENAME COLUMN login TO known_by;
ALTER TABLE account RENAME COLUMN name TO sealed;

CREATE TABLE account_key (
    tenant    TEXT COLLATE "C" NOT NULL,
    account   UUID             NOT NULL,
    key       BYTEA                     CHECK (length(key) = 32),
    erased_at TIMESTAMPTZ,
    PRIMARY KEY (tenant, account),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id),
    CHECK (key IS NULL OR erased_at IS NULL)
);

CREATE TRIGGER account_key_is_erased_or_left_alone BEFORE UPDATE ON account_key
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL OR (OLD.key IS NOT NULL AND NEW.key IS NOT NULL))
    EXECUTE FUNCTION refuse_change();

CREATE TRIGGER account_key_is_not_deleted BEFORE DELETE ON account_key
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER account_key_is_not_emptied BEFORE TRUNCATE ON account_key
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DELETE FROM column_class WHERE table_name = 'account' AND column_name IN ('login', 'name');
INSERT INTO column_class (table_name, column_name, class) VALUES
    ('account', 'known_by', 'personal'),
    ('account', 'sealed', 'personal'),
    ('account_key', 'tenant', 'public'),
    ('account_key', 'account', 'internal'),
    ('account_key', 'key', 'confidential'),
    ('account_key', 'erased_at', 'internal');
