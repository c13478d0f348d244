-- One row per article: how long each step from publication to its events took.
CREATE VIEW mart.latency AS
WITH
    coded AS (
        SELECT article_id, min(coded_at) AS coded_at
        FROM core.codings
        GROUP BY ALL
    ),
    told AS (
        SELECT mentions.article_id, min(versions.valid_from) AS event_at
        FROM core.linkable_mentions AS mentions
            INNER JOIN core.event_reports AS reports USING (mention_id)
            INNER JOIN core.event_versions AS versions USING (event_id)
            INNER JOIN core.articles AS articles ON articles.article_id = mentions.article_id
        WHERE versions.valid_from >= articles.first_fetched_at
        GROUP BY ALL
    ),
    seen AS (
        SELECT articles.article_id, min(sightings.seen_at) AS seen_at
        FROM core.articles
            INNER JOIN raw.captures USING (capture_id)
            INNER JOIN raw.sightings AS sightings
                ON sightings.source_id = captures.source_id AND sightings.url_key = captures.url_key
        GROUP BY ALL
    )
SELECT
    articles.article_id,
    coalesce(sources.name, articles.source_id) AS source,
    articles.published_at,
    seen.seen_at,
    articles.first_fetched_at,
    coded.coded_at,
    told.event_at,
    epoch(seen.seen_at - articles.published_at) AS publication_to_sighting_s,
    epoch(articles.first_fetched_at - seen.seen_at) AS sighting_to_fetch_s,
    epoch(coded.coded_at - articles.first_fetched_at) AS fetch_to_coding_s,
    epoch(told.event_at - coded.coded_at) AS coding_to_event_s
FROM core.articles
    LEFT JOIN raw.sources USING (source_id)
    LEFT JOIN seen USING (article_id)
    LEFT JOIN coded USING (article_id)
    LEFT JOIN told USING (article_id)
ORDER BY articles.published_at DESC NULLS LAST, articles.article_id;

COMMENT ON VIEW mart.latency IS 'One row per article: how long each step from publication to its events took. Backfilled articles were published long before they were sought: leave them out of averages. A replay does not count: the first coding does.';
COMMENT ON COLUMN mart.latency.article_id IS 'Identifier of the article.';
COMMENT ON COLUMN mart.latency.source IS 'Name of the outlet.';
COMMENT ON COLUMN mart.latency.published_at IS 'When it was published (UTC). NULL: the page does not say.';
COMMENT ON COLUMN mart.latency.seen_at IS 'When a way in first showed its address (UTC). NULL: it was given by hand.';
COMMENT ON COLUMN mart.latency.first_fetched_at IS 'When it was first fetched (UTC).';
COMMENT ON COLUMN mart.latency.coded_at IS 'When it was first coded (UTC). NULL: not yet.';
COMMENT ON COLUMN mart.latency.event_at IS 'When the first event that it reports was written, or written anew (UTC). NULL: it reports none.';
COMMENT ON COLUMN mart.latency.publication_to_sighting_s IS 'Seconds from publication until a way in showed it. Below 0 where the page''s time is later than its feed.';
COMMENT ON COLUMN mart.latency.sighting_to_fetch_s IS 'Seconds from there until it was fetched.';
COMMENT ON COLUMN mart.latency.fetch_to_coding_s IS 'Seconds from there until it was coded.';
COMMENT ON COLUMN mart.latency.coding_to_event_s IS 'Seconds from there until its first event was written.';
