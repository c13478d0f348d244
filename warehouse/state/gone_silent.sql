-- One row per source whose silence became too long since the poll before the run $run_id: each silence is told once.
WITH before AS (
    SELECT source_id, max(polled_at) AS polled_at FROM raw.polls WHERE run_id <> $run_id GROUP BY ALL
)
SELECT source_id, name, silent_h, silence_limit_h
FROM mart.source_health INNER JOIN before USING (source_id)
WHERE state = 'silent'
    AND last_poll_at > before.polled_at
    AND last_poll_at - to_seconds(3600 * (silent_h - silence_limit_h)) > before.polled_at
ORDER BY source_id;
