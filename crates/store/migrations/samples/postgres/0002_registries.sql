-- One row in every table, as the second step left them.
INSERT INTO registry_row VALUES
    ('north', 'case', '00000000-0000-0000-0000-00000000000a', 'bases', 'base-1',
     '00000000-0000-0000-0000-000000000003', '{"host":"H1"}');
INSERT INTO registry_key VALUES
    ('north', 'bases', 'host', '\x0808080808080808080808080808080808080808080808080808080808080808', 'case',
     '00000000-0000-0000-0000-00000000000a', 'base-1');
