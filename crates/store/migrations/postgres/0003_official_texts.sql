-- The words of official documents, as they were imported, beside the packs that paraphrase them.

CREATE TABLE official_text (
    tenant      TEXT COLLATE "C" NOT NULL,
    pack        TEXT COLLATE "C" NOT NULL,
    edition     TEXT COLLATE "C" NOT NULL,
    imported_at TIMESTAMPTZ      NOT NULL,
    imported_by TEXT COLLATE "C" NOT NULL,
    source      BYTEA            NOT NULL CHECK (length(source) = 32),
    sentences   JSONB            NOT NULL,
    PRIMARY KEY (tenant, pack, edition)
);

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('official_text', 'tenant', 'public'),
    ('official_text', 'pack', 'public'),
    ('official_text', 'edition', 'public'),
    ('official_text', 'imported_at', 'public'),
    ('official_text', 'imported_by', 'personal'),
    ('official_text', 'source', 'public'),
    ('official_text', 'sentences', 'public');
