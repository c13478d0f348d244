-- One row per column of a view: what it holds.
SELECT column_name, comment
FROM duckdb_columns()
WHERE schema_name = split_part($view, '.', 1) AND table_name = split_part($view, '.', 2);
