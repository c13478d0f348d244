-- One row per capture that the sources have.
SELECT capture_id
FROM raw.captures
WHERE list_contains($source_ids, source_id);
