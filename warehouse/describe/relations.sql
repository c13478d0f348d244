-- One row per table and view of the public layers, and what it is.
SELECT schema_name AS layer, name, kind, comment
FROM (
    SELECT schema_name, table_name AS name, 'table' AS kind, comment FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT schema_name, view_name, 'view', comment FROM duckdb_views() WHERE NOT internal
)
WHERE schema_name IN ('raw', 'core', 'mart')
ORDER BY list_position(['mart', 'core', 'raw'], schema_name), name;
