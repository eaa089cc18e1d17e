-- One row in the table of the ninth step: a key that was erased.
INSERT INTO subject_key VALUES
    ('north', 'case', '0000000000000000000000000000000a', 1, 'leader', NULL, '2026-03-03T01:02:03.000000Z');
