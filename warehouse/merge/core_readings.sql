-- One row per capture and version of the extractor.
-- Runs after core.article_versions: a page that came again with text and headline of a version that another capture brought is unchanged.
MERGE INTO core.readings AS kept
USING (
    WITH unchanged AS (
        SELECT new.capture_id, new.extractor_version
        FROM incoming_articles AS new INNER JOIN core.article_versions AS known USING (article_id)
        GROUP BY ALL
        HAVING bool_and(known.capture_id <> new.capture_id)
            AND bool_or(known.text_sha256 = new.text_sha256 AND known.title IS NOT DISTINCT FROM new.title)
    )
    SELECT
        readings.* REPLACE (
            if(readings.outcome = 'ok' AND unchanged.capture_id IS NOT NULL, 'unchanged', readings.outcome) AS outcome
        )
    FROM incoming_readings AS readings LEFT JOIN unchanged USING (capture_id, extractor_version)
) AS new
ON kept.capture_id = new.capture_id AND kept.extractor_version = new.extractor_version
WHEN MATCHED AND (kept.outcome, kept.reason, kept.article_id) IS DISTINCT FROM (new.outcome, new.reason, new.article_id)
    THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME;
