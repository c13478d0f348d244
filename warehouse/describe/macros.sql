-- One row per table macro of `mart`, with its parameters.
SELECT function_name AS name, parameters, comment
FROM duckdb_functions()
WHERE schema_name = 'mart' AND function_type = 'table_macro'
ORDER BY function_name;
