-- One row per report of one event in one article, by one coding.
CREATE TABLE core.event_mentions (
    mention_id VARCHAR NOT NULL,
    coding_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    coder_version VARCHAR NOT NULL,
    mention_number INTEGER NOT NULL,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    realis VARCHAR NOT NULL,
    event_clarity TINYINT NOT NULL,
    date_raw VARCHAR,
    date_start DATE,
    date_end DATE,
    date_prec TINYINT,
    date_basis VARCHAR,
    weapon VARCHAR,
    attributed_to VARCHAR,
    attribution_confidence VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    coded_at TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ
);

COMMENT ON TABLE core.event_mentions IS 'One row per report of one event in one article, by one coding. What each article says happened. Current are those whose superseded_at is NULL.';
COMMENT ON COLUMN core.event_mentions.mention_id IS 'Identifier of the mention: article, text, trigger and type. The same in every coding that finds it.';
COMMENT ON COLUMN core.event_mentions.coding_id IS 'The coding that found it.';
COMMENT ON COLUMN core.event_mentions.article_id IS 'The article.';
COMMENT ON COLUMN core.event_mentions.article_version IS 'Version of the article in whose text the offsets count.';
COMMENT ON COLUMN core.event_mentions.coder_version IS 'Version of the coder.';
COMMENT ON COLUMN core.event_mentions.mention_number IS 'Order in the article, the lead event first, from 1.';
COMMENT ON COLUMN core.event_mentions.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN core.event_mentions.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN core.event_mentions.trigger_start IS 'Where the words that tell the event begin: code points, from 0.';
COMMENT ON COLUMN core.event_mentions.trigger_end IS 'Where they end: the first code point after them.';
COMMENT ON COLUMN core.event_mentions.char_start IS 'Where the passage about the event begins in the text of the article version: code points, from 0.';
COMMENT ON COLUMN core.event_mentions.char_end IS 'Where the passage about the event ends: the first code point after it.';
COMMENT ON COLUMN core.event_mentions.realis IS 'Whether the text says that it took place: actual, planned, threatened, denied or historical.';
COMMENT ON COLUMN core.event_mentions.event_clarity IS 'UCDP''s: 1 a single event, 2 a summary over several.';
COMMENT ON COLUMN core.event_mentions.date_raw IS 'The words that date it.';
COMMENT ON COLUMN core.event_mentions.date_start IS 'First day on which it can have begun.';
COMMENT ON COLUMN core.event_mentions.date_end IS 'Last day on which it can have ended.';
COMMENT ON COLUMN core.event_mentions.date_prec IS 'UCDP''s: 1 day, 2 two to six days, 3 week, 4 month, 5 year or less precise.';
COMMENT ON COLUMN core.event_mentions.date_basis IS 'How the date was found.';
COMMENT ON COLUMN core.event_mentions.weapon IS 'The weapon that the text names.';
COMMENT ON COLUMN core.event_mentions.attributed_to IS 'Whom the text gives as its source.';
COMMENT ON COLUMN core.event_mentions.attribution_confidence IS 'How far the writer stands behind it: reported as fact, claimed, suspected or possible.';
COMMENT ON COLUMN core.event_mentions.confidence IS 'The coder''s confidence, 0 to 1.';
COMMENT ON COLUMN core.event_mentions.coded_at IS 'When it was coded (UTC).';
COMMENT ON COLUMN core.event_mentions.superseded_at IS 'When another coding of the article took its place (UTC). NULL: current.';
