-- One row per article now read whose page names another address as its own (rel=canonical, og:url), which holds the article already.
WITH pages AS (
    SELECT new.article_id, new.capture_id, captures.url_key, captures.url, new.fetched_at, captures.url = new.canonical_url AS is_its_own
    FROM incoming_articles AS new INNER JOIN raw.captures AS captures USING (capture_id)
),
holders AS (
    SELECT articles.article_id, captures.url_key, captures.url, 0 AS rank, articles.fetched_at
    FROM core.articles AS articles
        SEMI JOIN pages ON pages.article_id = articles.article_id
        INNER JOIN raw.captures AS captures ON captures.capture_id = articles.capture_id
    UNION ALL
    -- Of two that come together the one that is its own counts, else the one fetched first.
    SELECT article_id, url_key, url, if(is_its_own, 1, 2), fetched_at FROM pages
),
holding AS (
    SELECT article_id, arg_min(url_key, (rank, fetched_at, url)) AS url_key, arg_min(url, (rank, fetched_at, url)) AS url
    FROM holders
    GROUP BY article_id
)
SELECT pages.capture_id, holding.url
FROM pages INNER JOIN holding USING (article_id)
WHERE pages.url_key <> holding.url_key AND NOT pages.is_its_own;
