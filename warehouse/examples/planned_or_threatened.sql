-- What is announced or threatened rather than done, in which words?
SELECT
    mentions.realis,
    mentions.sub_event_type,
    mentions.date_start,
    mentions.realis_raw AS because_of,
    substr(versions.text, mentions.char_start + 1, mentions.char_end - mentions.char_start) AS passage,
    articles.canonical_url AS url
FROM core.event_mentions AS mentions
    INNER JOIN core.articles AS articles USING (article_id)
    INNER JOIN core.article_versions AS versions
        ON versions.article_id = mentions.article_id AND versions.version = mentions.article_version
WHERE mentions.superseded_at IS NULL AND mentions.realis IN ('planned', 'threatened')
ORDER BY mentions.date_start DESC NULLS LAST, mentions.mention_id;
