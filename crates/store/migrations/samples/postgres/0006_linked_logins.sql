-- One row in each table that the sixth step made.
INSERT INTO linked_login VALUES
    ('north', 'province', 'a1b2', '00000000000000000000000000000001',
     '2026-03-01T00:00:00.000000Z', '2026-03-02T00:00:00.000000Z');
INSERT INTO provider_secret VALUES ('north', 'province', '\x0102');
UPDATE session SET provider = 'province';
