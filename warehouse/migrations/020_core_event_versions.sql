-- One row per state of an event.
CREATE TABLE core.event_versions (
    event_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    reason VARCHAR NOT NULL,
    snapshot JSON NOT NULL
);

COMMENT ON TABLE core.event_versions IS 'One row per state of an event. Every state of an event, the present one too, with what brought it about.';
COMMENT ON COLUMN core.event_versions.event_id IS 'The event.';
COMMENT ON COLUMN core.event_versions.version IS 'Number of the state, from 1.';
COMMENT ON COLUMN core.event_versions.valid_from IS 'Since when it was the event''s state (UTC).';
COMMENT ON COLUMN core.event_versions.reason IS 'What brought it about.';
COMMENT ON COLUMN core.event_versions.snapshot IS 'The row of core.events as it was, and its reports.';
