-- One row per article whose latest version is missing or tells another text.
-- severity: error
-- says: An article has no version, or a version no article, or the latest of both differ.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT coalesce(articles.article_id, latest.article_id) AS article_id, articles.version, latest.version AS latest_version
FROM core.articles
    FULL JOIN (
        SELECT article_id, max(version) AS version, arg_max(text_sha256, version) AS text_sha256 FROM core.article_versions GROUP BY ALL
    ) AS latest USING (article_id)
WHERE (articles.version, articles.text_sha256) IS DISTINCT FROM (latest.version, latest.text_sha256);
