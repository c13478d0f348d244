-- One row per article, without lists, as files carry it; $since: only those with a new text or headline since then.
SELECT * REPLACE (array_to_string(authors, '; ') AS authors)
FROM mart.latest_articles
WHERE $since::TIMESTAMPTZ IS NULL OR article_id IN (SELECT article_id FROM core.article_versions WHERE valid_from >= $since)
ORDER BY article_id;
