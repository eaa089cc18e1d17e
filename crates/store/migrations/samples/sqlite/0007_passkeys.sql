-- One row in each table that the seventh step made.
INSERT INTO passkey VALUES
    ('north', x'0304', x'00000000000000000000000000000001', '钥匙', '{"cred": 1}', 4, 1, 0,
     '2026-03-01T00:00:00.000000Z', '2026-03-02T00:00:00.000000Z');
INSERT INTO ceremony VALUES
    ('north', x'0404040404040404040404040404040404040404040404040404040404040404', '{"challenge": "x"}',
     '2026-03-01T00:05:00.000000Z');
