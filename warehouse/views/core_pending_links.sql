-- One row per current mention of something that took place which reports no standing event yet.
CREATE OR REPLACE VIEW core.pending_links AS
SELECT mention_id, coding_id, article_id, sub_event_type, date_start, date_end
FROM core.event_mentions
WHERE superseded_at IS NULL
    AND realis IN ('actual', 'historical')
    AND mention_id NOT IN (
        SELECT mention_id FROM core.event_reports INNER JOIN core.events USING (event_id) WHERE status = 'active'
    );

COMMENT ON VIEW core.pending_links IS 'One row per current mention of something that took place which reports no standing event yet.';
COMMENT ON COLUMN core.pending_links.mention_id IS 'The mention.';
COMMENT ON COLUMN core.pending_links.coding_id IS 'The coding that found it.';
COMMENT ON COLUMN core.pending_links.article_id IS 'The article.';
COMMENT ON COLUMN core.pending_links.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN core.pending_links.date_start IS 'First day on which it can have begun.';
COMMENT ON COLUMN core.pending_links.date_end IS 'Last day on which it can have ended.';
