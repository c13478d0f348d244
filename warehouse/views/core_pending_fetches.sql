-- One row per address to fetch: never fetched, to be tried again, changed by what its way in says, or an article to be rechecked.
CREATE OR REPLACE VIEW core.pending_fetches AS
WITH
    bounds AS (
        SELECT
            INTERVAL 20 MINUTE AS first_wait, 3 AS growth, 8 AS most_attempts, INTERVAL 14 DAY AS change_time, INTERVAL 1 DAY AS late
    ),
    hosts AS (
        SELECT regexp_extract(url, '^[^/]*//([^/?#]*)', 1) AS host, max(fetched_at + to_seconds(retry_after_s)) AS closed_until_at
        FROM raw.captures
        WHERE retry_after_s > 0
        GROUP BY ALL
    ),
    watched AS (
        SELECT
            captures.source_id,
            captures.url_key,
            -- Not later than we had it: a page that gives today as its date whenever it is asked for would be looked at for ever.
            min(least(articles.published_at, articles.first_fetched_at)) AS published_at,
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
                -- A wall's or a teaser's page in a WARC file is no try of ours.
                WHEN tried.attempts IS NULL OR tried.attempts = 0 AND outcomes.tries > 1 THEN 'new'
                -- 410 is for good, and 404 for long once a new page has had time to reach all of its site's servers.
                WHEN tried.misses > 0 AND tried.misses < CASE tried.http_status WHEN 410 THEN 1 WHEN 404 THEN 5 ELSE outcomes.tries END
                    THEN 'again'
                WHEN tried.outcome = 'rejected_by_rule' AND tried.fetched_at < sources.configured_at THEN 'allowed'
                WHEN tried.attempts >= bounds.most_attempts + coalesce(len(watched.recheck_s), 0) THEN 'recheck'
                WHEN sightings.modified_at > coalesce(tried.known_modified_at, '-infinity') THEN 'changed'
                ELSE 'recheck'
            END AS why,
            tried.fetched_at + bounds.first_wait * pow(bounds.growth, least(tried.misses - 1, 9)) AS again_at,
            hosts.closed_until_at,
            -- One look for all that were missed: the first moment after the last look.
            list_min(
                list_filter(
                    list_transform(watched.recheck_s, lambda wait_s: watched.published_at + to_seconds(wait_s)),
                    lambda moment: moment > tried.fetched_at
                )
            ) AS recheck_at,
            watched.published_at + to_seconds(list_max(watched.recheck_s)) + bounds.late AS recheck_until_at,
            sightings.seen_at + bounds.change_time AS change_until_at
        FROM raw.sightings AS sightings
            CROSS JOIN bounds
            LEFT JOIN core.attempts AS tried USING (source_id, url_key)
            LEFT JOIN raw.outcomes AS outcomes USING (outcome)
            LEFT JOIN raw.sources AS sources USING (source_id)
            LEFT JOIN watched USING (source_id, url_key)
            LEFT JOIN hosts ON hosts.host = regexp_extract(sightings.url, '^[^/]*//([^/?#]*)', 1)
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
    by_backfill,
    greatest(
        CASE why WHEN 'again' THEN least(again_at, if(recheck_at < recheck_until_at, recheck_at, NULL)) WHEN 'recheck' THEN recheck_at END,
        closed_until_at
    ) AS due_at,
    CASE why WHEN 'changed' THEN change_until_at WHEN 'recheck' THEN recheck_until_at END AS until_at
FROM judged
WHERE why <> 'recheck' AND NOT (why = 'new' AND by_backfill) OR recheck_at < recheck_until_at;

COMMENT ON VIEW core.pending_fetches IS 'One row per address to fetch, now or, an article, at its next recheck. An address whose page did not come, or held no article where one may yet come, is asked for again after 20 minutes, then each time three times as long after the last, as often in a row as raw.outcomes says (status 404: five times; 410: not again). What its way in says has changed is asked for at most 8 times beside rechecks, in the 14 days after it was first seen; rechecks end a day after the last one was due. What only a backfill found is left to backfills.';
COMMENT ON COLUMN core.pending_fetches.source_id IS 'Source that showed the address.';
COMMENT ON COLUMN core.pending_fetches.url IS 'The address as the site gave it.';
COMMENT ON COLUMN core.pending_fetches.url_key IS 'Identity of the address.';
COMMENT ON COLUMN core.pending_fetches.kind IS 'Kind of the way in that first showed it.';
COMMENT ON COLUMN core.pending_fetches.why IS 'new: never fetched; again: the last attempt brought no article and the next may; changed: its way in now claims another modification time; allowed: a rule kept it out, and the configuration has changed since; recheck: an article, which may be corrected.';
COMMENT ON COLUMN core.pending_fetches.attempts IS 'How often it was tried.';
COMMENT ON COLUMN core.pending_fetches.etag IS 'ETag that the article last came with.';
COMMENT ON COLUMN core.pending_fetches.last_modified IS 'Last-Modified that the article last came with.';
COMMENT ON COLUMN core.pending_fetches.sha256 IS 'SHA-256 of the last body that held the article.';
COMMENT ON COLUMN core.pending_fetches.published_at IS 'Publication time that its way in claimed (UTC).';
COMMENT ON COLUMN core.pending_fetches.listed_modified_at IS 'Modification time that its ways in claim (UTC).';
COMMENT ON COLUMN core.pending_fetches.by_backfill IS 'Whether only backfills were shown it so far. Of these a run that is none takes 50 at a time.';
COMMENT ON COLUMN core.pending_fetches.due_at IS 'When it is to be asked for (UTC), not before its host wants to be left alone. NULL: at once.';
COMMENT ON COLUMN core.pending_fetches.until_at IS 'When that ends (UTC). NULL: not by time.';
