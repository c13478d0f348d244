-- One row per address to fetch: never fetched, to be tried again, changed by what its way in says, or an article to be rechecked.
CREATE OR REPLACE VIEW core.pending_fetches AS
WITH
    bounds AS (SELECT 8 AS most_attempts, INTERVAL 14 DAY AS retry_time, INTERVAL 1 DAY AS late),
    watched AS (
        SELECT
            captures.source_id,
            captures.url_key,
            min(coalesce(articles.published_at, articles.first_fetched_at)) AS published_at,
            any_value(sources.recheck_s) AS recheck_s
        FROM core.articles AS articles
            INNER JOIN raw.sources AS sources ON sources.source_id = articles.source_id AND len(sources.recheck_s) > 0
            INNER JOIN raw.captures AS captures ON captures.capture_id = articles.capture_id
        GROUP BY captures.source_id, captures.url_key
    ),
    judged AS (
        SELECT
            sightings.*,
            tried.* EXCLUDE (source_id, url_key),
            CASE
                WHEN tried.attempts IS NULL THEN 'new'
                WHEN tried.attempts >= bounds.most_attempts + coalesce(len(watched.recheck_s), 0) THEN 'recheck'
                WHEN NOT outcomes.is_final THEN 'again'
                WHEN sightings.modified_at > coalesce(tried.known_modified_at, '-infinity') THEN 'changed'
                ELSE 'recheck'
            END AS why,
            -- One look for all that were missed: the first moment after the last look.
            list_min(
                list_filter(
                    list_transform(watched.recheck_s, lambda wait_s: watched.published_at + to_seconds(wait_s)),
                    lambda moment: moment > tried.fetched_at
                )
            ) AS recheck_at,
            watched.published_at + to_seconds(list_max(watched.recheck_s)) + bounds.late AS recheck_until_at,
            sightings.seen_at + bounds.retry_time AS retry_until_at
        FROM raw.sightings AS sightings
            CROSS JOIN bounds
            LEFT JOIN core.attempts AS tried USING (source_id, url_key)
            LEFT JOIN raw.outcomes AS outcomes USING (outcome)
            LEFT JOIN watched USING (source_id, url_key)
    )
SELECT
    source_id,
    url,
    url_key,
    kind,
    why,
    coalesce(attempts, 0) AS attempts,
    etag,
    last_modified,
    sha256,
    published_at,
    modified_at AS listed_modified_at,
    if(why = 'recheck', recheck_at, NULL) AS due_at,
    CASE why WHEN 'new' THEN NULL WHEN 'recheck' THEN recheck_until_at ELSE retry_until_at END AS until_at
FROM judged
WHERE why <> 'recheck' AND NOT (why = 'new' AND by_backfill) OR recheck_at < recheck_until_at;

COMMENT ON VIEW core.pending_fetches IS 'One row per address to fetch, now or, an article, at its next recheck. Addresses are tried at most 8 times beside rechecks, and not later than 14 days after they were first seen; rechecks end a day after the last one was due. What only a backfill found is left to backfills.';
COMMENT ON COLUMN core.pending_fetches.source_id IS 'Source that showed the address.';
COMMENT ON COLUMN core.pending_fetches.url IS 'The address as the site gave it.';
COMMENT ON COLUMN core.pending_fetches.url_key IS 'Identity of the address.';
COMMENT ON COLUMN core.pending_fetches.kind IS 'Kind of the way in that first showed it.';
COMMENT ON COLUMN core.pending_fetches.why IS 'new: never fetched; again: the last attempt failed and may yet succeed; changed: its way in now claims another modification time; recheck: an article, which may be corrected.';
COMMENT ON COLUMN core.pending_fetches.attempts IS 'How often it was tried.';
COMMENT ON COLUMN core.pending_fetches.etag IS 'ETag of the last whole answer.';
COMMENT ON COLUMN core.pending_fetches.last_modified IS 'Last-Modified of the last whole answer.';
COMMENT ON COLUMN core.pending_fetches.sha256 IS 'SHA-256 of the last body.';
COMMENT ON COLUMN core.pending_fetches.published_at IS 'Publication time that its way in claimed (UTC).';
COMMENT ON COLUMN core.pending_fetches.listed_modified_at IS 'Modification time that its ways in claim (UTC).';
COMMENT ON COLUMN core.pending_fetches.due_at IS 'When it is to be looked at again (UTC). NULL: at once.';
COMMENT ON COLUMN core.pending_fetches.until_at IS 'When it is given up (UTC). NULL: it was never tried.';
