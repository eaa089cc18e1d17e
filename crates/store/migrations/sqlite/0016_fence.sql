-- Here is nothing to do: SQLite knows no roles and no policies of rows, and its file is opened by one program alone. What
-- keeps authorities apart there is that each text names the tenant, which a test of the texts holds (ADR 0067).
SELECT 1;
