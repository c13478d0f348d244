-- One row per source that has brought nothing new for too long, whether it fails or not, and of whose silence nobody was told yet.
SELECT source_id, name, silent_from, silent_h, silence_limit_h, problem
FROM mart.source_health ANTI JOIN raw.silences USING (source_id, silent_from)
WHERE silent_h > silence_limit_h
ORDER BY source_id;
