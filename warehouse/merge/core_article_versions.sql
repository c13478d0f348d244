-- One row per version of an article: one is added where text or headline differ from the state before, in the order of the captures.
MERGE INTO core.article_versions AS kept
USING (
    WITH states AS (
        SELECT article_id, fetched_at, capture_id, extractor_version, title, text_sha256, version AS known_version
        FROM core.articles SEMI JOIN incoming_articles USING (article_id)
        UNION ALL BY NAME
        -- A page fetched before the one that stands is the past read again: it makes no new version.
        SELECT new.article_id, new.fetched_at, new.capture_id, new.extractor_version, new.title, new.text_sha256
        FROM incoming_articles AS new LEFT JOIN core.articles AS known USING (article_id)
        WHERE known.article_id IS NULL OR (new.fetched_at, new.capture_id) >= (known.fetched_at, known.capture_id)
    ),
    compared AS (
        SELECT
            *,
            row_number() OVER in_order = 1 AS is_first,
            text_sha256 IS DISTINCT FROM lag(text_sha256) OVER in_order AS text_changed,
            title IS DISTINCT FROM lag(title) OVER in_order AS title_changed,
            capture_id = lag(capture_id) OVER in_order AS read_anew
        FROM states
        WINDOW in_order AS (PARTITION BY article_id ORDER BY known_version NULLS LAST, fetched_at, capture_id)
    ),
    changed AS (
        SELECT
            article_id, capture_id, fetched_at, known_version,
            coalesce(max(known_version) OVER (PARTITION BY article_id), 0)
                + sum((known_version IS NULL)::INTEGER) OVER (PARTITION BY article_id ORDER BY fetched_at, capture_id) AS version,
            CASE
                WHEN is_first THEN 'first'
                WHEN read_anew THEN 'extractor'
                WHEN text_changed AND title_changed THEN 'title and text'
                WHEN text_changed THEN 'text'
                ELSE 'title'
            END AS change
        FROM compared
        WHERE known_version IS NOT NULL OR is_first OR text_changed OR title_changed
    )
    SELECT
        article_id, changed.version::INTEGER AS version, if(change = 'extractor', $now::TIMESTAMPTZ, changed.fetched_at) AS valid_from,
        change, capture_id, extractor_version, title, modified_at, text, text_sha256, word_count
    FROM changed INNER JOIN incoming_articles USING (article_id, capture_id)
    WHERE changed.known_version IS NULL
) AS new
ON kept.article_id = new.article_id AND kept.version = new.version
WHEN NOT MATCHED THEN INSERT BY NAME
RETURNING merge_action;
