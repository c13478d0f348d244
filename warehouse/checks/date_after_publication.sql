-- One row per current mention of something that took place after its article was published. One day is left for time zones.
-- severity: warning
-- says: A report of something that took place dates it more than a day after its publication.
-- do: Look at the words in core.event_mentions.date_raw and at the article's published_at: one of them was misread.
SELECT mention_id, date_start, published_at
FROM core.linkable_mentions INNER JOIN core.articles USING (article_id)
WHERE date_start > published_at::DATE + 1;
