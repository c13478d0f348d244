-- One row per event that linking touched.
MERGE INTO core.events AS kept
USING incoming_events AS new
ON kept.event_id = new.event_id
WHEN MATCHED AND kept IS DISTINCT FROM new THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME;
