-- One row per check in a run.
CREATE TABLE raw.check_results (
    run_id VARCHAR NOT NULL,
    check_name VARCHAR NOT NULL,
    checked_at TIMESTAMPTZ NOT NULL,
    severity VARCHAR NOT NULL,
    says VARCHAR NOT NULL,
    failing_rows BIGINT NOT NULL,
    example_key VARCHAR
);

COMMENT ON TABLE raw.check_results IS 'One row per check in a run. What each check of warehouse/checks found when a run had loaded what it had.';
COMMENT ON COLUMN raw.check_results.run_id IS 'Run after whose loads the check was made.';
COMMENT ON COLUMN raw.check_results.check_name IS 'Name of the check: its file in warehouse/checks.';
COMMENT ON COLUMN raw.check_results.checked_at IS 'When it was made (UTC).';
COMMENT ON COLUMN raw.check_results.severity IS 'error: failing rows keep the warehouse from being published; warning: they do not.';
COMMENT ON COLUMN raw.check_results.says IS 'What a failing row means, as a sentence.';
COMMENT ON COLUMN raw.check_results.failing_rows IS 'Number of failing rows; 0: the check passed.';
COMMENT ON COLUMN raw.check_results.example_key IS 'Key of the first failing row: the first column that the check returns. NULL: none failed.';
