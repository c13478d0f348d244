-- One row per span that is empty or reaches beyond its text.
-- severity: error
-- says: Offsets do not cut words out of the text.
WITH spans AS (
    SELECT mention_id, coding_id, 'passage' AS part, char_start, char_end FROM core.event_mentions
    UNION ALL
    SELECT mention_id, coding_id, 'trigger', trigger_start, trigger_end FROM core.event_mentions
    UNION ALL
    SELECT mention_id, coding_id, 'place', char_start, char_end FROM core.mention_places
    UNION ALL
    SELECT mention_id, coding_id, 'actor', char_start, char_end FROM core.mention_actors
    UNION ALL
    SELECT mention_id, coding_id, 'claim', char_start, char_end FROM core.casualty_claims
),
texts AS (
    SELECT coding_id, length(text) AS text_chars
    FROM core.codings INNER JOIN core.article_versions AS versions
        ON versions.article_id = codings.article_id AND versions.version = codings.article_version
)
SELECT spans.*, texts.text_chars
FROM spans INNER JOIN texts USING (coding_id)
WHERE char_start < 0 OR char_end <= char_start OR char_end > text_chars;
