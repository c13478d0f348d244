-- One row per source and address ever seen or fetched, with the one outcome in which it ended so far.
CREATE VIEW mart.fates AS
WITH
    looks AS MATERIALIZED (FROM core.fetches),
    tried AS (
        SELECT
            source_id,
            url_key,
            arg_max(url, (attempt, fetched_at)) AS url,
            max(attempt) AS attempts,
            max(fetched_at) AS last_fetched_at,
            arg_max_null(outcome, (attempt, fetched_at)) AS last_outcome,
            coalesce(
                -- Once an article was there, that is the fate: walls, "not modified" and "gone" met later do not undo it.
                arg_max(capture_id, (attempt, fetched_at)) FILTER (is_article),
                arg_max(capture_id, (attempt, fetched_at)) FILTER (outcome IS NULL OR outcome NOT IN ('not_modified', 'unchanged')),
                arg_max(capture_id, (attempt, fetched_at))
            ) AS capture_id
        FROM looks
        GROUP BY ALL
    ),
    fetched AS (
        SELECT
            tried.*,
            if(looks.is_article AND looks.outcome = 'unchanged', 'ok', looks.outcome) AS outcome,
            looks.reason,
            looks.final_url,
            looks.article_id
        FROM tried INNER JOIN looks USING (source_id, url_key, capture_id)
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
        -- Two conditions would be compared row by row, a single one is looked up.
        FROM fetched LEFT JOIN own ON own.article_id = if(fetched.outcome IN ('ok', 'duplicate_url'), fetched.article_id, NULL)
    ),
    passed_over AS (
        FROM raw.passed_over
            ANTI JOIN raw.sightings USING (source_id, url_key)
            ANTI JOIN raw.captures USING (source_id, url_key)
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
        WHEN pending.why = 'again' THEN outcomes.meaning || ' It is asked for again.'
        WHEN NOT outcomes.is_final THEN outcomes.meaning || ' It was asked for as often as such an address is.'
        ELSE outcomes.meaning
    END AS sentence,
    told.reason,
    CASE
        WHEN told.outcome IS NULL OR pending.why <> 'recheck' AND (pending.until_at IS NULL OR pending.until_at > now()) THEN 'waiting'
        WHEN outcomes.is_failure THEN 'given up'
        ELSE 'done'
    END AS state,
    coalesce(told.attempts, 0) AS attempts,
    told.last_fetched_at,
    told.last_outcome,
    pending.due_at AS next_fetch_at,
    told.final_url,
    told.article_id
FROM raw.sightings
    FULL JOIN told USING (source_id, url_key)
    LEFT JOIN raw.outcomes USING (outcome)
    LEFT JOIN core.pending_fetches AS pending
        ON pending.source_id = sightings.source_id AND pending.url_key = sightings.url_key
UNION ALL BY NAME
SELECT
    passed_over.source_id,
    passed_over.url,
    passed_over.url_key,
    passed_over.seen_at AS first_seen_at,
    outcomes.outcome,
    outcomes.meaning || ' A backfill of its day fetches it.' AS sentence,
    format('{} shows it; asked for were the days {} to {}', passed_over.way_in_url, passed_over.since_day, passed_over.until_day) AS reason,
    'passed over' AS state,
    0 AS attempts
FROM passed_over INNER JOIN raw.outcomes ON outcomes.outcome = 'outside_window';

COMMENT ON VIEW mart.fates IS 'One row per source and address ever seen or fetched, with the one outcome in which it ended so far and the sentence that says it.';
COMMENT ON COLUMN mart.fates.source_id IS 'Source whose address it is.';
COMMENT ON COLUMN mart.fates.url IS 'The address as the site gave it.';
COMMENT ON COLUMN mart.fates.url_key IS 'Identity of the address: the same for spellings of one address.';
COMMENT ON COLUMN mart.fates.first_seen_at IS 'When a way in first showed it (UTC). NULL: none did; it came from a file.';
COMMENT ON COLUMN mart.fates.outcome IS 'How it ended; see raw.outcomes. NULL: still to be fetched or read.';
COMMENT ON COLUMN mart.fates.sentence IS 'The same in words.';
COMMENT ON COLUMN mart.fates.reason IS 'What exactly was wrong, when something was.';
COMMENT ON COLUMN mart.fates.state IS 'done; waiting: to be fetched, read or tried again; given up: it failed as often as addresses are tried; passed over: no day that was asked for is its own.';
COMMENT ON COLUMN mart.fates.attempts IS 'How often it was fetched.';
COMMENT ON COLUMN mart.fates.last_fetched_at IS 'When it was last fetched (UTC).';
COMMENT ON COLUMN mart.fates.last_outcome IS 'How the last fetch ended. It differs from outcome where an article that is here was unchanged, gone or behind a wall when it was looked at again. NULL: still to be fetched or read.';
COMMENT ON COLUMN mart.fates.next_fetch_at IS 'When it is to be asked for again (UTC). NULL: at once, where it waits; otherwise not any more.';
COMMENT ON COLUMN mart.fates.final_url IS 'Address that answered, after redirects. NULL: none did.';
COMMENT ON COLUMN mart.fates.article_id IS 'The article that it holds, or of which it is another address. NULL: none.';
