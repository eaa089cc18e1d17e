-- What is said about natural persons is sealed, each part under the key of the person it is about.
--
-- The leaves of the log commit to the sealed parts, which stay. Erasing is taking the key away: the row stays, without it
-- and with the time, so that programs that keep what they have read see that something is gone. Texts from before lie as
-- they were written: the log has committed to them.

CREATE TABLE subject_key (
    tenant    TEXT COLLATE "C" NOT NULL,
    about     TEXT COLLATE "C" NOT NULL,
    id        UUID             NOT NULL,
    number    BIGINT           NOT NULL CHECK (number >= 1),
    subject   TEXT COLLATE "C" NOT NULL,
    key       BYTEA                     CHECK (length(key) = 32),
    erased_at TIMESTAMPTZ,
    PRIMARY KEY (tenant, about, id, number),
    FOREIGN KEY (tenant, about, id) REFERENCES stream (tenant, about, id),
    CHECK (key IS NULL OR erased_at IS NULL)
);

CREATE TRIGGER subject_key_is_erased_or_left_alone BEFORE UPDATE ON subject_key
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL OR NEW.subject <> OLD.subject
        OR (OLD.key IS NOT NULL AND NEW.key IS NOT NULL))
    EXECUTE FUNCTION refuse_change();

CREATE TRIGGER subject_key_is_not_deleted BEFORE DELETE ON subject_key
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER subject_key_is_not_emptied BEFORE TRUNCATE ON subject_key
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('subject_key', 'tenant', 'public'),
    ('subject_key', 'about', 'internal'),
    ('subject_key', 'id', 'internal'),
    ('subject_key', 'number', 'internal'),
    ('subject_key', 'subject', 'internal'),
    ('subject_key', 'key', 'confidential'),
    ('subject_key', 'erased_at', 'internal');
