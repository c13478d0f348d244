-- One row per version of an article and version of the coder.
MERGE INTO core.codings AS kept
USING incoming_codings AS new
ON kept.coding_id = new.coding_id
WHEN NOT MATCHED THEN INSERT BY NAME;
