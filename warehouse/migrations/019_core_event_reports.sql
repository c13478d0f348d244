-- One row per mention that reports an event.
CREATE TABLE core.event_reports (
    event_id VARCHAR NOT NULL,
    mention_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    method VARCHAR NOT NULL
);

COMMENT ON TABLE core.event_reports IS 'One row per mention that reports an event. Which mention reports which event, and by which rule they were joined.';
COMMENT ON COLUMN core.event_reports.event_id IS 'The event.';
COMMENT ON COLUMN core.event_reports.mention_id IS 'The mention.';
COMMENT ON COLUMN core.event_reports.score IS 'How well they match, 0 to 1.';
COMMENT ON COLUMN core.event_reports.method IS 'The rule that joined them.';
