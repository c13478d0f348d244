-- One row per coding without its text.
-- severity: error
-- says: A coding points at a version of an article that is not there.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT coding_id, article_id, article_version
FROM core.codings
    ANTI JOIN core.article_versions AS versions ON versions.article_id = codings.article_id AND versions.version = codings.article_version;
