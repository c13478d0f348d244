-- One row: what the data in this warehouse come from, and up to when they reach.
SELECT
    (SELECT run_id FROM raw.runs ORDER BY started_at DESC, run_id LIMIT 1) AS run_id,
    (
        SELECT coalesce(string_agg(DISTINCT coder_version, ', ' ORDER BY coder_version), 'none')
        FROM core.codings
        WHERE superseded_at IS NULL
    ) AS coder_version,
    (
        SELECT max(valid_from)
        FROM (SELECT valid_from FROM core.event_versions UNION ALL SELECT valid_from FROM core.article_versions)
    ) AS changed_until,
    (SELECT coalesce(list({title: name, path: homepage} ORDER BY source_id), []) FROM raw.sources) AS sources;
