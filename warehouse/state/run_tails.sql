-- One row per run that did not end well: how far its archive file of a source is known, in bytes. What lies behind was never stored.
WITH
    stopped AS (FROM raw.runs WHERE run_id <> $run_id AND status NOT IN ('completed', 'completed_with_failures')),
    known AS (
        SELECT run_id, max(archive_offset + archive_length) AS known_bytes
        FROM (
            SELECT run_id, archive_offset, archive_length FROM raw.captures WHERE source_id = $source_id
            UNION ALL BY NAME
            SELECT run_id, archive_offset, archive_length FROM raw.polls WHERE source_id = $source_id
        )
        GROUP BY run_id
    )
SELECT stopped.run_id, coalesce(known.known_bytes, 0) AS known_bytes
FROM stopped LEFT JOIN known USING (run_id)
ORDER BY stopped.started_at;
