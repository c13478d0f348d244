-- One row per current mention of something that, as the text says, took place: what events are made from.
CREATE OR REPLACE VIEW core.linkable_mentions AS
SELECT mention_id, coding_id, article_id, sub_event_type, trigger_start, date_start, date_end
FROM core.event_mentions
WHERE superseded_at IS NULL AND realis = 'actual';

COMMENT ON VIEW core.linkable_mentions IS 'One row per current mention of something that, as the text says, took place: what events are made from.';
COMMENT ON COLUMN core.linkable_mentions.mention_id IS 'The mention.';
COMMENT ON COLUMN core.linkable_mentions.coding_id IS 'The coding that found it.';
COMMENT ON COLUMN core.linkable_mentions.article_id IS 'The article.';
COMMENT ON COLUMN core.linkable_mentions.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN core.linkable_mentions.trigger_start IS 'Where the words that tell the event begin: code points, from 0.';
COMMENT ON COLUMN core.linkable_mentions.date_start IS 'First day on which it can have begun.';
COMMENT ON COLUMN core.linkable_mentions.date_end IS 'Last day on which it can have ended.';
