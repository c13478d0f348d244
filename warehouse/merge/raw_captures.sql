-- One row per attempt to fetch a page: what happened once does not change.
MERGE INTO raw.captures AS kept
USING incoming_captures AS new
ON kept.capture_id = new.capture_id
WHEN NOT MATCHED THEN INSERT BY NAME
RETURNING merge_action;
