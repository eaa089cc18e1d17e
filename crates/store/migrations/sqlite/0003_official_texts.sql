-- The words of official documents, as they were imported, beside the packs that paraphrase them.

CREATE TABLE official_text (
    tenant      TEXT NOT NULL,
    pack        TEXT NOT NULL,
    edition     TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    source      BLOB NOT NULL CHECK (length(source) = 32),
    sentences   TEXT NOT NULL,
    PRIMARY KEY (tenant, pack, edition)
) STRICT, WITHOUT ROWID;

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('official_text', 'tenant', 'public'),
    ('official_text', 'pack', 'public'),
    ('official_text', 'edition', 'public'),
    ('official_text', 'imported_at', 'public'),
    ('official_text', 'imported_by', 'personal'),
    ('official_text', 'source', 'public'),
    ('official_text', 'sentences', 'public');
