-- One row in the table of the tenth step: an account that was erased.
INSERT INTO account VALUES
    ('north', x'00000000000000000000000000000003', '~erased:3', 'aes256gcm:1:000000000000000000000000:00', '!', '[]', NULL, 0);
INSERT INTO account_key VALUES
    ('north', x'00000000000000000000000000000003', NULL, '2026-03-03T01:02:03.000000Z');
