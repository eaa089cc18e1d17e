-- One row in the table that the second step made.
INSERT INTO official_text VALUES
    ('north', 'pack', 'edition', '2026-03-01T01:02:03.000004Z', '某人',
     x'0707070707070707070707070707070707070707070707070707070707070707',
     '[{"clauses":["A-1"],"path":"art1","words":"某句。"}]');
