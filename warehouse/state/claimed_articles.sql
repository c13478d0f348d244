-- One row per page now read whose article is known by another of its addresses, or is held by another page.
-- why: duplicate: both pages are alike, so this is another address of the article; other: they are not, so the page is wrong to call
-- that address its own, as where a template gives every page its section's (rel=canonical, og:url); moved: the article that was at
-- this very address has since changed scheme, host prefix or last slash.
WITH pages AS (
    SELECT
        new.article_id, new.capture_id, captures.source_id, captures.url_key, captures.url, new.fetched_at, new.canonical_url,
        new.title, new.text, new.text_sha256, new.published_at, captures.url = new.canonical_url AS is_its_own
    FROM incoming_articles AS new INNER JOIN raw.captures AS captures USING (capture_id)
),
moved AS (
    SELECT pages.capture_id, any_value(known.article_id) AS article_id
    FROM pages
        INNER JOIN raw.captures AS earlier ON earlier.source_id = pages.source_id AND earlier.url_key = pages.url_key
        INNER JOIN core.readings AS readings ON readings.capture_id = earlier.capture_id
        INNER JOIN core.articles AS known ON known.article_id = readings.article_id
    WHERE known.article_id <> pages.article_id
        AND regexp_replace(known.canonical_url, '^https?://((www|m|mobile|amp)\.)?|/$', '', 'g')
            = regexp_replace(pages.canonical_url, '^https?://((www|m|mobile|amp)\.)?|/$', '', 'g')
    GROUP BY ALL
),
holders AS (
    SELECT articles.article_id, captures.url_key, captures.url, articles.title, articles.text, articles.text_sha256, articles.published_at, 0 AS rank, articles.fetched_at
    FROM core.articles AS articles
        SEMI JOIN pages ON pages.article_id = articles.article_id
        INNER JOIN raw.captures AS captures ON captures.capture_id = articles.capture_id
    UNION ALL BY NAME
    -- Of two that come together the one that is its own counts, else the one fetched first.
    SELECT article_id, url_key, url, title, text, text_sha256, published_at, if(is_its_own, 1, 2) AS rank, fetched_at FROM pages
),
holding AS (
    SELECT article_id, unnest(arg_min({url_key: url_key, url: url, title: title, text: text, text_sha256: text_sha256, published_at: published_at}, (rank, fetched_at, url)))
    FROM holders
    GROUP BY article_id
),
claimed AS (
    SELECT
        pages.capture_id,
        pages.url_key,
        pages.is_its_own,
        holding.url AS holder_url,
        pages.text_sha256 = holding.text_sha256
            OR contains(pages.text, list_reduce(string_split(holding.text, chr(10)), lambda a, b: if(length(b) > length(a), b, a)))
            OR contains(holding.text, list_reduce(string_split(pages.text, chr(10)), lambda a, b: if(length(b) > length(a), b, a)))
            -- A column of one title comes every day.
            OR (
                regexp_replace(lower(pages.title), '[^\p{L}\p{N}]', '', 'g') = regexp_replace(lower(holding.title), '[^\p{L}\p{N}]', '', 'g')
                AND coalesce(abs(epoch(pages.published_at - holding.published_at)) <= 86400, true)
            ) AS is_alike
    FROM pages INNER JOIN holding USING (article_id)
    WHERE pages.url_key <> holding.url_key
)
SELECT capture_id, 'duplicate' AS why, holder_url, NULL AS article_id FROM claimed WHERE coalesce(is_alike, false) AND NOT is_its_own
UNION ALL
SELECT capture_id, 'other', NULL, NULL FROM claimed WHERE NOT coalesce(is_alike, false)
UNION ALL
SELECT capture_id, 'moved', NULL, article_id FROM moved WHERE capture_id NOT IN (SELECT capture_id FROM claimed);
