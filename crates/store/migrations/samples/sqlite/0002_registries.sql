-- One row in every table, as the second step left them.
INSERT INTO registry_row VALUES
    ('north', 'case', x'0000000000000000000000000000000a', 'bases', 'base-1',
     x'00000000000000000000000000000003', '{"host":"H1"}');
INSERT INTO registry_key VALUES
    ('north', 'bases', 'host', x'0808080808080808080808080808080808080808080808080808080808080808', 'case',
     x'0000000000000000000000000000000a', 'base-1');
