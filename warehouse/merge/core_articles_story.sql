-- One row per article that was grouped now.
MERGE INTO core.articles AS kept
USING incoming_members AS new
ON kept.article_id = new.article_id
WHEN MATCHED AND (kept.story_id, kept.story_text_sha256) IS DISTINCT FROM (new.story_id, kept.text_sha256)
    THEN UPDATE SET story_id = new.story_id, story_text_sha256 = kept.text_sha256;
