-- One row per article, latest version. Runs after core.article_versions, which numbers the versions. A text is compared by its hash.
MERGE INTO core.articles AS kept
USING (
    -- Keys first and texts last: whole rows are not sorted.
    WITH latest AS (
        SELECT article_id, max_by(capture_id, (fetched_at, capture_id)) AS capture_id, min(fetched_at) AS first_fetched_at
        FROM incoming_articles
        GROUP BY ALL
    ),
    numbered AS (
        SELECT article_id, max(version) AS version
        FROM core.article_versions SEMI JOIN incoming_articles USING (article_id)
        GROUP BY ALL
    )
    SELECT incoming_articles.* REPLACE (numbered.version AS version, latest.first_fetched_at AS first_fetched_at)
    FROM incoming_articles INNER JOIN latest USING (article_id, capture_id) INNER JOIN numbered USING (article_id)
) AS new
ON kept.article_id = new.article_id
WHEN MATCHED
    AND (new.fetched_at, new.capture_id) >= (kept.fetched_at, kept.capture_id)
    AND (
        kept.version, kept.capture_id, kept.url, kept.canonical_url, kept.fetched_at, kept.title, kept.subtitle, kept.section,
        kept.authors, kept.language, kept.published_at, kept.published_prec, kept.published_basis, kept.modified_at,
        kept.modified_prec, kept.modified_basis, kept.text_sha256, kept.extractor_version,
        kept.is_live_blog, kept.agencies, kept.language_score, kept.published_utc_offset_s, kept.date_claims,
        kept.dates_disagree, kept.dateline_place, kept.dateline_date, kept.dateline_agency, kept.dateline_start,
        kept.dateline_end, kept.blocks, kept.entries
    ) IS DISTINCT FROM (
        new.version, new.capture_id, new.url, new.canonical_url, new.fetched_at, new.title, new.subtitle, new.section,
        new.authors, new.language, new.published_at, new.published_prec, new.published_basis, new.modified_at,
        new.modified_prec, new.modified_basis, new.text_sha256, new.extractor_version,
        new.is_live_blog, new.agencies, new.language_score, new.published_utc_offset_s, new.date_claims,
        new.dates_disagree, new.dateline_place, new.dateline_date, new.dateline_agency, new.dateline_start,
        new.dateline_end, new.blocks, new.entries
    )
    THEN UPDATE SET
        version = new.version, capture_id = new.capture_id, url = new.url, canonical_url = new.canonical_url,
        fetched_at = new.fetched_at, title = new.title, subtitle = new.subtitle, section = new.section, authors = new.authors,
        language = new.language, published_at = new.published_at, published_prec = new.published_prec,
        published_basis = new.published_basis, modified_at = new.modified_at, modified_prec = new.modified_prec,
        modified_basis = new.modified_basis, text = new.text, text_sha256 = new.text_sha256, text_chars = new.text_chars,
        word_count = new.word_count, extractor_version = new.extractor_version,
        is_live_blog = new.is_live_blog, agencies = new.agencies, language_score = new.language_score,
        published_utc_offset_s = new.published_utc_offset_s, date_claims = new.date_claims, dates_disagree = new.dates_disagree,
        dateline_place = new.dateline_place, dateline_date = new.dateline_date, dateline_agency = new.dateline_agency,
        dateline_start = new.dateline_start, dateline_end = new.dateline_end, blocks = new.blocks,
        entries = new.entries
WHEN NOT MATCHED THEN INSERT BY NAME;
