-- One row per capture and version of the extractor.
CREATE TABLE core.readings (
    capture_id VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    article_id VARCHAR,
    read_at TIMESTAMPTZ NOT NULL
);

COMMENT ON TABLE core.readings IS 'One row per capture and version of the extractor. How the reading of each page ended.';
COMMENT ON COLUMN core.readings.capture_id IS 'Capture that was read.';
COMMENT ON COLUMN core.readings.extractor_version IS 'Version of the extractor that read it.';
COMMENT ON COLUMN core.readings.outcome IS 'How the reading ended; see raw.outcomes.';
COMMENT ON COLUMN core.readings.reason IS 'What exactly was wrong, when something was.';
COMMENT ON COLUMN core.readings.article_id IS 'Article that the page holds. NULL: none.';
COMMENT ON COLUMN core.readings.read_at IS 'When it was read (UTC).';
