-- Notes a migration in the ledger; version 0 is replaced, the others are added once.
MERGE INTO raw.migrations AS kept
USING (SELECT $version::INTEGER AS version, $name::VARCHAR AS name, now() AS applied_at) AS new
ON kept.version = new.version
WHEN MATCHED AND kept.name IS DISTINCT FROM new.name THEN UPDATE SET name = new.name, applied_at = new.applied_at
WHEN NOT MATCHED THEN INSERT BY NAME;
