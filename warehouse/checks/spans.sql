-- One row per span of a new coding that is empty, reaches beyond its text, or cuts out other words than are kept of it.
-- severity: error
-- says: Offsets do not cut their words out of the text.
-- do: Code the article anew with `dateline replay --stage code`; if it fails again, report the coder's version with the key.
WITH
    new_codings AS (
        SELECT coding_id, article_id, article_version FROM core.codings WHERE coded_at >= $since AND mention_count > 0
    ),
    -- By row number: the texts of a million other articles are never read.
    texts AS (
        SELECT article_id, version, text
        FROM core.article_versions
        WHERE rowid IN (
            SELECT versions.rowid
            FROM core.article_versions AS versions
                SEMI JOIN new_codings ON new_codings.article_id = versions.article_id AND new_codings.article_version = versions.version
        )
    ),
    spans AS (
        SELECT mention_id, coding_id, 'passage' AS part, char_start, char_end, NULL AS words FROM core.event_mentions
        UNION ALL
        SELECT mention_id, coding_id, 'trigger', trigger_start, trigger_end, NULL FROM core.event_mentions
        UNION ALL
        SELECT mention_id, coding_id, 'place', char_start, char_end, name FROM core.mention_places
        UNION ALL
        -- An actor's name is the dictionary's, not the text's.
        SELECT mention_id, coding_id, 'actor', char_start, char_end, NULL FROM core.mention_actors
        UNION ALL
        SELECT mention_id, coding_id, 'claim', char_start, char_end, NULL FROM core.casualty_claims
    ),
    cut AS (
        SELECT spans.*, length(text) AS text_chars, substr(text, char_start + 1, char_end - char_start) AS cut_out
        FROM spans
            INNER JOIN new_codings USING (coding_id)
            INNER JOIN texts ON texts.article_id = new_codings.article_id AND texts.version = new_codings.article_version
    )
SELECT *
FROM cut
WHERE char_start < 0 OR char_end <= char_start OR char_end > text_chars OR trim(cut_out) = '' OR cut_out <> words
UNION ALL
SELECT mention_id, coding_id, 'date', NULL, NULL, date_raw, length(text), NULL
FROM core.event_mentions
    INNER JOIN new_codings USING (coding_id)
    INNER JOIN texts ON texts.article_id = new_codings.article_id AND texts.version = new_codings.article_version
WHERE NOT contains(text, date_raw);
