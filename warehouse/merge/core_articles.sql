-- One row per article, latest version. Runs after core.article_versions, which numbers the versions.
MERGE INTO core.articles AS kept
USING (
    WITH latest AS (
        SELECT * REPLACE (min(fetched_at) OVER (PARTITION BY article_id) AS first_fetched_at)
        FROM incoming_articles
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY fetched_at DESC, capture_id DESC) = 1
    ),
    numbered AS (
        SELECT article_id, max(version) AS version
        FROM core.article_versions SEMI JOIN incoming_articles USING (article_id)
        GROUP BY ALL
    )
    SELECT latest.* REPLACE (numbered.version AS version)
    FROM latest INNER JOIN numbered USING (article_id)
) AS new
ON kept.article_id = new.article_id
WHEN MATCHED
    AND (new.fetched_at, new.capture_id) >= (kept.fetched_at, kept.capture_id)
    AND (
        kept.version, kept.capture_id, kept.url, kept.canonical_url, kept.fetched_at, kept.title, kept.subtitle, kept.section,
        kept.authors, kept.language, kept.published_at, kept.published_prec, kept.published_basis, kept.modified_at,
        kept.modified_prec, kept.modified_basis, kept.text_sha256, kept.text, kept.extractor_version
    ) IS DISTINCT FROM (
        new.version, new.capture_id, new.url, new.canonical_url, new.fetched_at, new.title, new.subtitle, new.section,
        new.authors, new.language, new.published_at, new.published_prec, new.published_basis, new.modified_at,
        new.modified_prec, new.modified_basis, new.text_sha256, new.text, new.extractor_version
    )
    THEN UPDATE SET
        version = new.version, capture_id = new.capture_id, url = new.url, canonical_url = new.canonical_url,
        fetched_at = new.fetched_at, title = new.title, subtitle = new.subtitle, section = new.section, authors = new.authors,
        language = new.language, published_at = new.published_at, published_prec = new.published_prec,
        published_basis = new.published_basis, modified_at = new.modified_at, modified_prec = new.modified_prec,
        modified_basis = new.modified_basis, text = new.text, text_sha256 = new.text_sha256, text_chars = new.text_chars,
        word_count = new.word_count, extractor_version = new.extractor_version
WHEN NOT MATCHED THEN INSERT BY NAME;
