-- One row per reading without its capture.
-- severity: error
-- says: A reading points at a capture that is not there.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT capture_id, extractor_version FROM core.readings ANTI JOIN raw.captures USING (capture_id);
