-- One row per source that has brought nothing new for too long, whether it fails or not, and of whose silence nobody was told yet.
WITH
    problems AS (
        SELECT source_id, string_agg(url || ': ' || coalesce(reason, outcome), '; ' ORDER BY url) AS problem
        FROM core.ways_in
        WHERE outcome NOT IN ('ok', 'not_modified')
        GROUP BY ALL
    )
SELECT
    sources.source_id,
    sources.name,
    silence.silent_from,
    round(silence.silent_s / 3600, 1) AS silent_h,
    round(silence.silence_limit_s / 3600, 1) AS silence_limit_h,
    problems.problem
FROM core.silence AS silence
    INNER JOIN raw.sources AS sources USING (source_id)
    LEFT JOIN problems USING (source_id)
    ANTI JOIN raw.silences AS told ON told.source_id = silence.source_id AND told.silent_from = silence.silent_from
WHERE silence.is_silent
ORDER BY sources.source_id;
