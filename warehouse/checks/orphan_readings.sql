-- One row per reading without its capture.
-- severity: error
-- says: A reading points at a capture that is not there.
SELECT capture_id, extractor_version FROM core.readings ANTI JOIN raw.captures USING (capture_id);
