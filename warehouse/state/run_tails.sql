-- One row per run of the last 14 days that did not do all it should: how far its archive file of a source is known, in bytes.
-- What lies behind was never stored, as the run was killed or the warehouse was busy.
WITH
    stopped AS (FROM raw.runs WHERE run_id <> $run_id AND status <> 'completed'),
    known AS (
        SELECT run_id, max(archive_offset + archive_length) AS known_bytes, max(stored.at) AS last_at
        FROM (
            SELECT run_id, archive_offset, archive_length, fetched_at AS at FROM raw.captures WHERE source_id = $source_id
            UNION ALL BY NAME
            SELECT run_id, archive_offset, archive_length, polled_at AS at FROM raw.polls WHERE source_id = $source_id
        ) AS stored
        GROUP BY run_id
    )
SELECT stopped.run_id, coalesce(known.known_bytes, 0) AS known_bytes
FROM stopped LEFT JOIN known USING (run_id)
WHERE greatest(stopped.started_at, stopped.finished_at, known.last_at) > $now::TIMESTAMPTZ - INTERVAL 14 DAY
ORDER BY stopped.started_at;
