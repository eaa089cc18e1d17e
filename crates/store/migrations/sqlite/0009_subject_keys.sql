-- What is said about natural persons is sealed, each part under the key of the person it is about.
--
-- The leaves of the log commit to the sealed parts, which stay. Erasing is taking the key away: the row stays, without it
-- and with the time, so that programs that keep what they have read see that something is gone. Texts from before lie as
-- they were written: the log has committed to them.

CREATE TABLE subject_key (
    tenant    TEXT    NOT NULL,
    about     TEXT    NOT NULL,
    id        BLOB    NOT NULL,
    number    INTEGER NOT NULL CHECK (number >= 1),
    subject   TEXT    NOT NULL,
    key       BLOB             CHECK (length(key) = 32),
    erased_at TEXT,
    PRIMARY KEY (tenant, about, id, number),
    FOREIGN KEY (tenant, about, id) REFERENCES stream (tenant, about, id),
    CHECK (key IS NULL OR erased_at IS NULL)
) STRICT;

CREATE TRIGGER subject_key_is_erased_or_left_alone BEFORE UPDATE ON subject_key
WHEN OLD.erased_at IS NOT NULL OR NEW.subject <> OLD.subject
    OR (OLD.key IS NOT NULL AND NEW.key IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'a key is erased or left alone');
END;

CREATE TRIGGER subject_key_is_not_deleted BEFORE DELETE ON subject_key
BEGIN
    SELECT RAISE(ABORT, 'a key is erased and its row stays');
END;

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('subject_key', 'tenant', 'public'),
    ('subject_key', 'about', 'internal'),
    ('subject_key', 'id', 'internal'),
    ('subject_key', 'number', 'internal'),
    ('subject_key', 'subject', 'internal'),
    ('subject_key', 'key', 'confidential'),
    ('subject_key', 'erased_at', 'internal');
