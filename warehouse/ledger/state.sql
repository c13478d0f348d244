-- One row: whether the file holds any table, and whether it holds Dateline's ledger.
SELECT
    count(*) > 0 AS has_tables,
    coalesce(bool_or(schema_name = 'raw' AND table_name = 'migrations'), false) AS has_ledger
FROM duckdb_tables()
WHERE database_name = current_database() AND NOT temporary;
