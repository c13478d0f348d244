-- One row per configured source: the latest configuration counts.
MERGE INTO raw.sources AS kept
USING incoming_sources AS new
ON kept.source_id = new.source_id
WHEN MATCHED AND kept IS DISTINCT FROM new THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME;
