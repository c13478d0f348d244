-- One row: what a view holds.
SELECT comment FROM duckdb_views() WHERE schema_name = split_part($view, '.', 1) AND view_name = split_part($view, '.', 2);
