-- One row per coding of the articles that were coded now: the coding of the article's version that was loaded last is current.
MERGE INTO core.codings AS kept
USING (
    WITH chosen AS (
        SELECT article_id, coding_id
        FROM incoming_codings INNER JOIN core.articles USING (article_id)
        WHERE incoming_codings.article_version = articles.version
    )
    SELECT
        codings.coding_id,
        if(codings.coding_id = chosen.coding_id, NULL, coalesce(codings.superseded_at, $now::TIMESTAMPTZ)) AS superseded_at
    FROM core.codings INNER JOIN chosen USING (article_id)
    UNION ALL
    -- The text was coded, but has changed meanwhile: its newer version is still to be coded.
    SELECT codings.coding_id, coalesce(codings.superseded_at, $now::TIMESTAMPTZ)
    FROM core.codings SEMI JOIN incoming_codings USING (coding_id)
    WHERE codings.article_id NOT IN (SELECT article_id FROM chosen)
        AND codings.article_id IN (SELECT article_id FROM core.articles)
) AS new
ON kept.coding_id = new.coding_id
WHEN MATCHED AND kept.superseded_at IS DISTINCT FROM new.superseded_at THEN UPDATE SET superseded_at = new.superseded_at;
