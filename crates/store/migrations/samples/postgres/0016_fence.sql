-- This step makes no table; one more setting shows that it was taken.
INSERT INTO setting VALUES ('north', 'fence', '"up"');
