-- One row per source whose latest 20 articles no longer have the lines that its pages repeated.
-- severity: warning
-- says: A source's pages no longer have the lines that they used to repeat: the site was probably redesigned.
-- do: Try it with `dateline sources try ID`, and give the source `keep_css` or `drop_css` where its text is no longer found.
WITH ranked AS (
    SELECT
        articles.source_id,
        row_number() OVER (PARTITION BY articles.source_id ORDER BY articles.fetched_at DESC, articles.article_id) AS age,
        EXISTS (
            SELECT 1 FROM core.removed_lines AS removed
            WHERE removed.capture_id = articles.capture_id AND removed.extractor_version = articles.extractor_version
                AND removed.rule = 'learnt'
        ) AS has_learnt
    FROM core.articles
    QUALIFY age <= 120
),
shares AS (
    SELECT
        source_id,
        avg(has_learnt::INTEGER) FILTER (age <= 20) AS share_now,
        avg(has_learnt::INTEGER) FILTER (age > 20) AS share_before,
        count(*) AS articles
    FROM ranked
    GROUP BY ALL
)
SELECT source_id, round(share_before, 2) AS share_before, round(share_now, 2) AS share_now
FROM shares
WHERE articles >= 40 AND share_before >= 0.8 AND share_now <= 0.1;
