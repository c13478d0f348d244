-- One row per source and address ever asked for: how the last attempt ended, and what to ask again with.
CREATE OR REPLACE VIEW core.attempts AS
SELECT
    source_id,
    url_key,
    max(attempt) AS attempts,
    max(attempt) - coalesce(max(attempt) FILTER (is_article OR outcome IN ('not_modified', 'unchanged')), 0) AS misses,
    max(fetched_at) AS fetched_at,
    -- "Not modified" and "unchanged" say nothing new.
    arg_max(outcome, (attempt, fetched_at)) FILTER (outcome NOT IN ('not_modified', 'unchanged')) AS outcome,
    arg_max_null(http_status, (attempt, fetched_at)) AS http_status,
    -- Where no way in had told, what was fetched then is what had been modified before.
    coalesce(
        arg_max_null(listed_modified_at, attempt),
        max(fetched_at) FILTER (attempt = 0 OR is_article OR outcome IN ('not_modified', 'unchanged'))
    ) AS known_modified_at,
    -- Of what an article came with, not of a wall's or a teaser's: they would keep the article from us.
    arg_max_null(etag, attempt) FILTER (is_article OR outcome = 'unchanged') AS etag,
    arg_max_null(last_modified, attempt) FILTER (is_article OR outcome = 'unchanged') AS last_modified,
    arg_max_null(sha256, attempt) FILTER (is_article OR outcome = 'unchanged') AS sha256
FROM core.fetches
GROUP BY ALL;

COMMENT ON VIEW core.attempts IS 'One row per source and address ever asked for, or taken from a WARC file: how the last attempt ended, and what to ask again with.';
COMMENT ON COLUMN core.attempts.source_id IS 'Source whose page it is.';
COMMENT ON COLUMN core.attempts.url_key IS 'Identity of the address.';
COMMENT ON COLUMN core.attempts.attempts IS 'How often it was asked for; 0: it came from a WARC file.';
COMMENT ON COLUMN core.attempts.misses IS 'How often in a row, up to now, it brought no article.';
COMMENT ON COLUMN core.attempts.fetched_at IS 'When last (UTC).';
COMMENT ON COLUMN core.attempts.outcome IS 'How the last attempt ended that said something new; see raw.outcomes. NULL: its page is still to be read.';
COMMENT ON COLUMN core.attempts.http_status IS 'Status code of the last answer.';
COMMENT ON COLUMN core.attempts.known_modified_at IS 'Modification time that its way in claimed at the last attempt; where it claimed none, when the article was last fetched (UTC).';
COMMENT ON COLUMN core.attempts.etag IS 'ETag that the article last came with.';
COMMENT ON COLUMN core.attempts.last_modified IS 'Last-Modified that the article last came with.';
COMMENT ON COLUMN core.attempts.sha256 IS 'SHA-256 of the last body that held the article.';
