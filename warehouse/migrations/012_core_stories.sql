-- One row per cluster of identical or nearly identical texts.
CREATE TABLE core.stories (
    story_id VARCHAR NOT NULL,
    first_article_id VARCHAR NOT NULL,
    article_count INTEGER NOT NULL
);

COMMENT ON TABLE core.stories IS 'One row per cluster of identical or nearly identical texts. Copies of one text, in one outlet or many: they count as one source.';
COMMENT ON COLUMN core.stories.story_id IS 'Identifier of the cluster.';
COMMENT ON COLUMN core.stories.first_article_id IS 'The article that had the text first.';
COMMENT ON COLUMN core.stories.article_count IS 'Articles in the cluster.';
