-- One row per column of the public layers, in its place.
SELECT schema_name AS layer, table_name AS name, column_name, data_type, is_nullable, comment
FROM duckdb_columns()
WHERE NOT internal AND schema_name IN ('raw', 'core', 'mart')
ORDER BY schema_name, table_name, column_index;
