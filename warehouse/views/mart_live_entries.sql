-- One row per entry of a live blog.
CREATE VIEW mart.live_entries AS
SELECT
    articles.article_id,
    articles.source_id,
    articles.canonical_url AS url,
    articles.title AS article_title,
    entry."at" AS posted_at,
    entry.prec AS posted_prec,
    entry.title,
    array_slice(articles.text, entry."start" + 1, entry."end") AS text
FROM core.articles, unnest(articles.entries) AS entries(entry);

COMMENT ON VIEW mart.live_entries IS 'One row per entry of a live blog.';
COMMENT ON COLUMN mart.live_entries.article_id IS 'The article that the live blog is.';
COMMENT ON COLUMN mart.live_entries.source_id IS 'Source that published it.';
COMMENT ON COLUMN mart.live_entries.url IS 'Address of the live blog.';
COMMENT ON COLUMN mart.live_entries.article_title IS 'Headline of the live blog.';
COMMENT ON COLUMN mart.live_entries.posted_at IS 'When the entry was posted (UTC). NULL: the page gives no day.';
COMMENT ON COLUMN mart.live_entries.posted_prec IS 'How precise that is: second, minute, day, month or year.';
COMMENT ON COLUMN mart.live_entries.title IS 'Heading of the entry.';
COMMENT ON COLUMN mart.live_entries.text IS 'Text of the entry, one block a line.';
