-- One row per article whose current coding is of an earlier version.
-- severity: warning
-- says: An article has changed and its new text is still to be coded.
-- do: Nothing: the next run codes it.
SELECT article_id, article_version, version
FROM core.codings INNER JOIN core.articles USING (article_id)
WHERE superseded_at IS NULL AND article_version <> version;
