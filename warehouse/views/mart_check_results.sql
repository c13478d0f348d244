-- One row per check, as it last came out.
CREATE VIEW mart.check_results AS
SELECT check_name, severity, failing_rows, example_key, says, checked_at, run_id
FROM raw.check_results
QUALIFY checked_at = max(checked_at) OVER ()
ORDER BY failing_rows = 0, severity, check_name;

COMMENT ON VIEW mart.check_results IS 'One row per check, as it last came out: what is wrong with the data, errors before warnings. raw.check_results has earlier runs.';
COMMENT ON COLUMN mart.check_results.check_name IS 'Name of the check: its file in warehouse/checks.';
COMMENT ON COLUMN mart.check_results.severity IS 'error: failing rows keep the warehouse from being published; warning: they do not.';
COMMENT ON COLUMN mart.check_results.failing_rows IS 'Number of failing rows; 0: the check passed.';
COMMENT ON COLUMN mart.check_results.example_key IS 'Key of the first failing row. NULL: none failed.';
COMMENT ON COLUMN mart.check_results.says IS 'What a failing row means.';
COMMENT ON COLUMN mart.check_results.checked_at IS 'When it was made (UTC).';
COMMENT ON COLUMN mart.check_results.run_id IS 'Run after whose loads it was made.';
