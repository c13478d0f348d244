-- One row per check in a run; one made again in the same run replaces what it had found.
MERGE INTO raw.check_results AS kept
USING incoming_check_results AS new
ON kept.run_id = new.run_id AND kept.check_name = new.check_name
WHEN MATCHED THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME;
