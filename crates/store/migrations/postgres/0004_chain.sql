-- The chain over all events of a tenant, the tree over its leaves, and signed checkpoints.
--
-- docs/log.md says what a leaf, a link and a root are. What is chained is neither changed nor deleted; the head
-- alone moves, and only forwards. Events that were there before are chained by the program when it opens them.

-- Erased with the text: without it nobody can try out which text a commitment stands for.
ALTER TABLE personal_text ADD COLUMN salt BYTEA CHECK (length(salt) = 16);

CREATE TRIGGER personal_text_is_not_changed BEFORE UPDATE ON personal_text
    FOR EACH ROW WHEN (OLD.salt IS NOT NULL OR NEW.body <> OLD.body) EXECUTE FUNCTION refuse_change();

CREATE TABLE chain (
    tenant          TEXT COLLATE "C" NOT NULL,
    number          BIGINT           NOT NULL CHECK (number >= 1),
    about           TEXT COLLATE "C" NOT NULL,
    id              UUID             NOT NULL,
    seq             BIGINT           NOT NULL,
    clock_at        TIMESTAMPTZ,
    key             TEXT COLLATE "C",
    request         BYTEA                     CHECK (length(request) = 32),
    personal_sha256 BYTEA                     CHECK (length(personal_sha256) = 32),
    personal_sm3    BYTEA                     CHECK (length(personal_sm3) = 32),
    leaf_sha256     BYTEA            NOT NULL CHECK (length(leaf_sha256) = 32),
    leaf_sm3        BYTEA            NOT NULL CHECK (length(leaf_sm3) = 32),
    link_sha256     BYTEA            NOT NULL CHECK (length(link_sha256) = 32),
    link_sm3        BYTEA            NOT NULL CHECK (length(link_sm3) = 32),
    PRIMARY KEY (tenant, number),
    UNIQUE (tenant, about, id, seq),
    FOREIGN KEY (tenant, about, id, seq) REFERENCES event (tenant, about, id, seq)
);

CREATE TRIGGER chain_is_not_changed BEFORE UPDATE OR DELETE ON chain
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER chain_is_not_deleted BEFORE TRUNCATE ON chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Roots of complete trees of 2^level leaves, so that a proof need not read every leaf.
CREATE TABLE chain_tile (
    tenant   TEXT COLLATE "C" NOT NULL,
    level    BIGINT           NOT NULL,
    position BIGINT           NOT NULL CHECK (position >= 0),
    sha256   BYTEA            NOT NULL CHECK (length(sha256) = 32),
    sm3      BYTEA            NOT NULL CHECK (length(sm3) = 32),
    PRIMARY KEY (tenant, level, position)
);

CREATE TRIGGER chain_tile_is_not_changed BEFORE UPDATE OR DELETE ON chain_tile
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER chain_tile_is_not_deleted BEFORE TRUNCATE ON chain_tile
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE chain_head (
    tenant      TEXT COLLATE "C" NOT NULL,
    size        BIGINT           NOT NULL CHECK (size >= 0),
    recorded_at TIMESTAMPTZ      NOT NULL,
    link_sha256 BYTEA            NOT NULL CHECK (length(link_sha256) = 32),
    link_sm3    BYTEA            NOT NULL CHECK (length(link_sm3) = 32),
    roots       BYTEA            NOT NULL,
    PRIMARY KEY (tenant)
);

CREATE TRIGGER chain_head_goes_forwards BEFORE UPDATE ON chain_head
    FOR EACH ROW WHEN (NEW.size < OLD.size OR NEW.tenant <> OLD.tenant)
    EXECUTE FUNCTION refuse_change();

CREATE TRIGGER chain_head_is_not_deleted BEFORE DELETE ON chain_head
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER chain_head_is_not_emptied BEFORE TRUNCATE ON chain_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE checkpoint (
    tenant TEXT COLLATE "C" NOT NULL,
    size   BIGINT           NOT NULL CHECK (size >= 1),
    at     TIMESTAMPTZ      NOT NULL,
    note   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, size)
);

CREATE TRIGGER checkpoint_is_not_changed BEFORE UPDATE OR DELETE ON checkpoint
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER checkpoint_is_not_deleted BEFORE TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO column_class (table_name, column_name, class) VALUES
    ('personal_text', 'salt', 'personal'),
    ('chain', 'tenant', 'public'),
    ('chain', 'number', 'internal'),
    ('chain', 'about', 'internal'),
    ('chain', 'id', 'internal'),
    ('chain', 'seq', 'internal'),
    ('chain', 'clock_at', 'internal'),
    ('chain', 'key', 'internal'),
    ('chain', 'request', 'internal'),
    ('chain', 'personal_sha256', 'internal'),
    ('chain', 'personal_sm3', 'internal'),
    ('chain', 'leaf_sha256', 'public'),
    ('chain', 'leaf_sm3', 'public'),
    ('chain', 'link_sha256', 'public'),
    ('chain', 'link_sm3', 'public'),
    ('chain_tile', 'tenant', 'public'),
    ('chain_tile', 'level', 'public'),
    ('chain_tile', 'position', 'public'),
    ('chain_tile', 'sha256', 'public'),
    ('chain_tile', 'sm3', 'public'),
    ('chain_head', 'tenant', 'public'),
    ('chain_head', 'size', 'public'),
    ('chain_head', 'recorded_at', 'internal'),
    ('chain_head', 'link_sha256', 'public'),
    ('chain_head', 'link_sm3', 'public'),
    ('chain_head', 'roots', 'public'),
    ('checkpoint', 'tenant', 'public'),
    ('checkpoint', 'size', 'public'),
    ('checkpoint', 'at', 'public'),
    ('checkpoint', 'note', 'public');
