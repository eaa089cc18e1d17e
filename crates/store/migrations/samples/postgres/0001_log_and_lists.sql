-- One row in every table, as the first step left them, for the next step to run over.
INSERT INTO stream VALUES ('north', 'case', '00000000-0000-0000-0000-00000000000a', 2);
INSERT INTO event VALUES
    ('north', 'case', '00000000-0000-0000-0000-00000000000a', 1, 'opened', 1,
     '00000000-0000-0000-0000-000000000001', 'applicant', NULL,
     '2026-03-01', '2026-03-01T01:02:03.000004Z', '{"title":"中"}'),
    ('north', 'case', '00000000-0000-0000-0000-00000000000a', 2, 'submitted', 1,
     '00000000-0000-0000-0000-000000000001', 'applicant', '00000000-0000-0000-0000-000000000002',
     '2026-03-02', '2026-03-02T01:02:03.999999Z', '{}');
INSERT INTO personal_text VALUES
    ('north', 'case', '00000000-0000-0000-0000-00000000000a', 1, '{"name":"某人"}');
INSERT INTO idempotency VALUES
    ('north', 'key', '\x0707070707070707070707070707070707070707070707070707070707070707',
     '2026-03-01T01:02:03.000004Z');
INSERT INTO listing VALUES
    ('north', 'case', '00000000-0000-0000-0000-00000000000a', 2, 'pack', NULL,
     '00000000-0000-0000-0000-000000000003', 'kind', 'submitted', 'officer', '2026-03-02', '2026-03-09',
     '中', '1', '{"b":1}', '["00000000-0000-0000-0000-000000000002"]');
INSERT INTO listing_person (tenant, account, about, id) VALUES
    ('north', '00000000-0000-0000-0000-000000000002', 'case', '00000000-0000-0000-0000-00000000000a');
INSERT INTO counter VALUES ('north', 'certificates', 7);
INSERT INTO account VALUES
    ('north', '00000000-0000-0000-0000-000000000001', 'a', '甲', '$argon2id$', '["applicant"]', NULL,
     TRUE);
INSERT INTO session VALUES
    ('north', '\x0909090909090909090909090909090909090909090909090909090909090909',
     '00000000-0000-0000-0000-000000000001', '2026-03-03T00:00:00Z', '2026-03-01T00:00:00Z', 'form');
INSERT INTO setting VALUES ('north', 'day', '"2026-03-01"');
