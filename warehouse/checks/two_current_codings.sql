-- One row per article with more than one current coding.
-- severity: error
-- says: An article has more than one current coding.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT article_id, count(*) AS current_codings FROM core.codings WHERE superseded_at IS NULL GROUP BY ALL HAVING count(*) > 1;
