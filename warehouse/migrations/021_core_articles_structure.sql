-- One row per article, latest version: what reading found beside text and fields.
ALTER TABLE core.articles ADD COLUMN is_live_blog BOOLEAN DEFAULT false;
ALTER TABLE core.articles ADD COLUMN agencies VARCHAR[];
ALTER TABLE core.articles ADD COLUMN language_score DOUBLE;
ALTER TABLE core.articles ADD COLUMN published_utc_offset_s INTEGER;
ALTER TABLE core.articles ADD COLUMN date_claims STRUCT(field VARCHAR, "at" TIMESTAMPTZ, prec VARCHAR, basis VARCHAR)[];
ALTER TABLE core.articles ADD COLUMN dates_disagree BOOLEAN DEFAULT false;
ALTER TABLE core.articles ADD COLUMN dateline_place VARCHAR;
ALTER TABLE core.articles ADD COLUMN dateline_date DATE;
ALTER TABLE core.articles ADD COLUMN dateline_agency VARCHAR;
ALTER TABLE core.articles ADD COLUMN dateline_start INTEGER;
ALTER TABLE core.articles ADD COLUMN dateline_end INTEGER;
ALTER TABLE core.articles ADD COLUMN blocks STRUCT(kind VARCHAR, "start" INTEGER, "end" INTEGER, entry INTEGER, words VARCHAR)[];
ALTER TABLE core.articles
    ADD COLUMN entries STRUCT("start" INTEGER, "end" INTEGER, "at" TIMESTAMPTZ, prec VARCHAR, title VARCHAR)[];

COMMENT ON COLUMN core.articles.is_live_blog IS 'Whether it is a live blog: one article with dated entries.';
COMMENT ON COLUMN core.articles.agencies IS 'Wire services that the page credits.';
COMMENT ON COLUMN core.articles.language_score IS 'Probability that the language model gives to the language, 0 to 1.';
COMMENT ON COLUMN core.articles.published_utc_offset_s IS 'Offset from UTC in which the page told its publication, or of the source''s zone where it told UTC, in seconds east: with it, published_at gives the day on the newsroom''s calendar.';
COMMENT ON COLUMN core.articles.date_claims IS 'What each place on the page, and its way in, says of publication (published) and change (modified), most trusted first; times are UTC.';
COMMENT ON COLUMN core.articles.dates_disagree IS 'Whether two claims of publication lie more than a day apart.';
COMMENT ON COLUMN core.articles.dateline_place IS 'Place at the head of the dispatch, as written.';
COMMENT ON COLUMN core.articles.dateline_date IS 'Day at the head of the dispatch; without a year, the last such day up to publication.';
COMMENT ON COLUMN core.articles.dateline_agency IS 'Agency at the head of the dispatch, as written.';
COMMENT ON COLUMN core.articles.dateline_start IS 'Where the dateline begins in the text, in code points.';
COMMENT ON COLUMN core.articles.dateline_end IS 'Where the dateline ends in the text, dash included, in code points.';
COMMENT ON COLUMN core.articles.blocks IS 'What each line of the text is (paragraph, heading, list_item, quote), its span in code points, and the live blog''s entry that it belongs to, from 0; captions are no part of the text and have their words here.';
COMMENT ON COLUMN core.articles.entries IS 'Entries of a live blog: span in code points, when posted (UTC) with its precision, heading.';
