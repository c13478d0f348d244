-- One row per outcome: what this Dateline's outcomes mean.
MERGE INTO raw.outcomes AS kept
USING incoming_outcomes AS new
ON kept.outcome = new.outcome
WHEN MATCHED AND kept IS DISTINCT FROM new THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME;
