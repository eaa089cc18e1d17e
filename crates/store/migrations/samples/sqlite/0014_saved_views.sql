-- One row in each table that the fourteenth step made.
INSERT INTO saved_view VALUES
    ('north', x'00000000000000000000000000000006', x'00000000000000000000000000000001', '/desk', '本周到期', 'q=due%3A..today%2B7',
     'north/some:authority', '2026-03-01T00:00:00.000000Z');
