-- One row per silence of a source that somebody was told of.
CREATE TABLE raw.silences (
    source_id VARCHAR NOT NULL,
    silent_from TIMESTAMPTZ NOT NULL,
    told_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE raw.silences IS 'One row per silence of a source that somebody was told of. Each is told once: a source that speaks and falls silent again begins another.';
COMMENT ON COLUMN raw.silences.source_id IS 'The source.';
COMMENT ON COLUMN raw.silences.silent_from IS 'When its last new article was fetched, or else its first poll (UTC).';
COMMENT ON COLUMN raw.silences.told_at IS 'When Prefect''s event was emitted (UTC).';
COMMENT ON COLUMN raw.silences.run_id IS 'Run that did.';
