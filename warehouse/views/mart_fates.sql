-- One row per source and address ever seen or fetched, with the one outcome in which it ended so far.
CREATE VIEW mart.fates AS
WITH
    tried AS (
        SELECT
            source_id,
            url_key,
            arg_max(url, attempt) AS url,
            max(attempt) AS attempts,
            max(fetched_at) AS last_fetched_at,
            -- Once a page was there, its fate is what it held: "not modified" and "gone" said later do not undo it.
            coalesce(arg_max(capture_id, attempt) FILTER (outcome = 'ok'), arg_max(capture_id, attempt)) AS capture_id
        FROM raw.captures
        GROUP BY ALL
    ),
    read AS (
        SELECT
            capture_id,
            arg_max(outcome, (read_at, extractor_version)) AS outcome,
            arg_max_null(reason, (read_at, extractor_version)) AS reason,
            arg_max_null(article_id, (read_at, extractor_version)) AS article_id
        FROM core.readings
        GROUP BY ALL
    ),
    fetched AS (
        SELECT
            tried.*,
            CASE
                WHEN captures.outcome <> 'ok' OR captures.archive_file IS NULL THEN captures.outcome
                WHEN read.outcome = 'unchanged' THEN 'ok'
                ELSE read.outcome
            END AS outcome,
            coalesce(captures.reason, read.reason) AS reason,
            read.article_id
        FROM tried INNER JOIN raw.captures USING (capture_id) LEFT JOIN read USING (capture_id)
    ),
    own AS (
        -- An article's own address, where it was fetched; whether it was read before or after another one does not matter.
        SELECT fetched.article_id, min(fetched.url_key) AS url_key, arg_min(fetched.url, fetched.url_key) AS url
        FROM fetched
            INNER JOIN core.articles AS articles ON articles.article_id = fetched.article_id AND articles.canonical_url = fetched.url
        WHERE fetched.outcome = 'ok'
        GROUP BY ALL
    ),
    told AS (
        SELECT
            fetched.* REPLACE (
                if(own.url_key <> fetched.url_key, 'duplicate_url', fetched.outcome) AS outcome,
                if(own.url_key <> fetched.url_key, 'the article is at ' || own.url, fetched.reason) AS reason
            )
        FROM fetched LEFT JOIN own ON own.article_id = fetched.article_id AND fetched.outcome IN ('ok', 'duplicate_url')
    )
SELECT
    coalesce(sightings.source_id, told.source_id) AS source_id,
    coalesce(sightings.url, told.url) AS url,
    coalesce(sightings.url_key, told.url_key) AS url_key,
    sightings.seen_at AS first_seen_at,
    told.outcome,
    CASE
        WHEN told.url_key IS NULL AND sightings.by_backfill
            THEN 'A backfill found the address, and has not fetched it yet: if it was stopped, give its command again.'
        WHEN told.url_key IS NULL THEN 'The address was seen, and is still to be fetched.'
        WHEN told.outcome IS NULL THEN 'The page was fetched, and is still to be read.'
        WHEN told.outcome = 'ok' THEN 'The page was read and is an article.'
        ELSE outcomes.meaning
    END AS sentence,
    told.reason,
    CASE
        WHEN told.outcome IS NULL OR pending.why <> 'recheck' AND (pending.until_at IS NULL OR pending.until_at > now()) THEN 'waiting'
        WHEN outcomes.is_final THEN 'done'
        ELSE 'given up'
    END AS state,
    coalesce(told.attempts, 0) AS attempts,
    told.last_fetched_at,
    told.article_id
FROM raw.sightings
    FULL JOIN told USING (source_id, url_key)
    LEFT JOIN raw.outcomes USING (outcome)
    LEFT JOIN core.pending_fetches AS pending
        ON pending.source_id = sightings.source_id AND pending.url_key = sightings.url_key;

COMMENT ON VIEW mart.fates IS 'One row per source and address ever seen or fetched, with the one outcome in which it ended so far and the sentence that says it.';
COMMENT ON COLUMN mart.fates.source_id IS 'Source whose address it is.';
COMMENT ON COLUMN mart.fates.url IS 'The address as the site gave it.';
COMMENT ON COLUMN mart.fates.url_key IS 'Identity of the address: the same for spellings of one address.';
COMMENT ON COLUMN mart.fates.first_seen_at IS 'When a way in first showed it (UTC). NULL: none did; it came from a file.';
COMMENT ON COLUMN mart.fates.outcome IS 'How it ended; see raw.outcomes. NULL: still to be fetched or read.';
COMMENT ON COLUMN mart.fates.sentence IS 'The same in words.';
COMMENT ON COLUMN mart.fates.reason IS 'What exactly was wrong, when something was.';
COMMENT ON COLUMN mart.fates.state IS 'done; waiting: to be fetched, read or tried again; given up: it failed as often and as long as addresses are tried.';
COMMENT ON COLUMN mart.fates.attempts IS 'How often it was fetched.';
COMMENT ON COLUMN mart.fates.last_fetched_at IS 'When it was last fetched (UTC).';
COMMENT ON COLUMN mart.fates.article_id IS 'The article that it holds, or of which it is another address. NULL: none.';
