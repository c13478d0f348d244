-- One row per check that has ever passed: when it last did.
SELECT check_name, max(checked_at) AS passed_at FROM raw.check_results WHERE failing_rows = 0 GROUP BY check_name;
