-- One row per source that is not in raw.sources.
-- severity: warning
-- says: Something comes from a source that is not configured.
-- do: Put the source back into sources.yaml, or leave it: what it brought stays.
SELECT DISTINCT source_id FROM raw.captures ANTI JOIN raw.sources USING (source_id)
UNION
SELECT DISTINCT source_id FROM raw.sightings ANTI JOIN raw.sources USING (source_id);
