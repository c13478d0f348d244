-- One row per current mention of something that took place after its article was published. One day is left for time zones.
-- severity: warn
-- says: A report of something that took place dates it more than a day after its publication.
SELECT mention_id, date_start, published_at
FROM core.linkable_mentions INNER JOIN core.articles USING (article_id)
WHERE date_start > published_at::DATE + 1;
