-- Queries that people keep under a name, for themselves or for those they work with (ADR 0064).
--
-- What is kept is what was typed. A view goes with the account of its owner.

CREATE TABLE saved_view (
    tenant      TEXT COLLATE "C" NOT NULL,
    id          UUID NOT NULL,
    account     UUID NOT NULL,
    list        TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    query       TEXT COLLATE "C" NOT NULL,
    shared_with TEXT COLLATE "C",
    made_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE INDEX saved_view_by_account ON saved_view (tenant, account);
CREATE INDEX saved_view_by_list ON saved_view (tenant, list, shared_with) WHERE shared_with IS NOT NULL;

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('saved_view', 'tenant', 'public'),
    ('saved_view', 'id', 'internal'),
    ('saved_view', 'account', 'internal'),
    ('saved_view', 'list', 'internal'),
    ('saved_view', 'name', 'personal'),
    ('saved_view', 'query', 'personal'),
    ('saved_view', 'shared_with', 'internal'),
    ('saved_view', 'made_at', 'personal');
