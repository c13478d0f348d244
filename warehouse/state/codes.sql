-- One row per article to code, its latest version as the coder takes it.
-- $again: every one but those whose current coding is by the coder $not_by; otherwise those that none has coded.
SELECT
    articles.article_id,
    articles.version,
    articles.text_sha256,
    articles.text,
    articles.title,
    articles.dateline_start,
    articles.dateline_end,
    articles.canonical_url AS url,
    -- "Friday" is the writer's Friday: by the offset that the page gave, else in the source's zone. A day without a time is that day
    -- already, unless it was placed in the source's zone.
    CASE
        WHEN articles.published_utc_offset_s <> 0
            THEN (articles.published_at AT TIME ZONE 'UTC' + to_seconds(articles.published_utc_offset_s))::DATE
        WHEN articles.published_prec IN ('second', 'minute') OR articles.published_basis LIKE '%+source-zone'
            THEN (articles.published_at AT TIME ZONE coalesce(sources.time_zone, 'UTC'))::DATE
        ELSE articles.published_at::DATE
    END AS published_on,
    -- Agencies and monitors write about other countries than their own.
    if(sources.affiliation IN ('wire', 'monitor'), NULL, sources.country) AS country
FROM core.articles LEFT JOIN raw.sources USING (source_id)
WHERE ($source_ids IS NULL OR list_contains($source_ids, articles.source_id))
    AND ($since IS NULL OR coalesce(articles.published_at, articles.first_fetched_at) >= $since::TIMESTAMPTZ)
    AND if(
        $again,
        (articles.article_id, articles.version) NOT IN (
            SELECT (article_id, article_version) FROM core.codings WHERE coder_version = $not_by AND superseded_at IS NULL
        ),
        articles.article_id IN (SELECT article_id FROM core.pending_codes)
    )
ORDER BY articles.fetched_at, articles.article_id
LIMIT $most;
