-- Rows of registers, found by whom they are about: those that cases write, and those loaded from outside.
--
-- Computed from the events as the lists are. A key is the SHA-256 of a text that tells who it is, so that
-- the index holds no such text.

CREATE TABLE registry_row (
    tenant       TEXT COLLATE "C" NOT NULL,
    about        TEXT COLLATE "C" NOT NULL,
    id           UUID NOT NULL,
    list         TEXT COLLATE "C" NOT NULL,
    row          TEXT COLLATE "C" NOT NULL,
    organisation UUID,
    cells        JSONB NOT NULL,
    PRIMARY KEY (tenant, about, id, list, row),
    FOREIGN KEY (tenant, about, id) REFERENCES stream (tenant, about, id)
);

CREATE INDEX registry_row_by_organisation ON registry_row (tenant, organisation);
CREATE INDEX registry_row_by_list ON registry_row (tenant, list);

CREATE TABLE registry_key (
    tenant TEXT COLLATE "C" NOT NULL,
    list   TEXT COLLATE "C" NOT NULL,
    field  TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL CHECK (length(digest) = 32),
    about  TEXT COLLATE "C" NOT NULL,
    id     UUID NOT NULL,
    row    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, list, field, digest, about, id, row),
    FOREIGN KEY (tenant, about, id, list, row)
        REFERENCES registry_row (tenant, about, id, list, row) ON DELETE CASCADE
);

CREATE INDEX registry_key_by_row ON registry_key (tenant, about, id, list, row);

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('registry_row', 'tenant', 'public'),
    ('registry_row', 'about', 'internal'),
    ('registry_row', 'id', 'internal'),
    ('registry_row', 'list', 'internal'),
    ('registry_row', 'row', 'internal'),
    ('registry_row', 'organisation', 'internal'),
    ('registry_row', 'cells', 'confidential'),
    ('registry_key', 'tenant', 'public'),
    ('registry_key', 'list', 'internal'),
    ('registry_key', 'field', 'internal'),
    ('registry_key', 'digest', 'confidential'),
    ('registry_key', 'about', 'internal'),
    ('registry_key', 'id', 'internal'),
    ('registry_key', 'row', 'internal');
