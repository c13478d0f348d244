-- One row per configured source.
CREATE TABLE raw.sources (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    homepage VARCHAR,
    country VARCHAR,
    languages VARCHAR[],
    affiliation VARCHAR,
    owner_group VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    config_hash VARCHAR NOT NULL
);

COMMENT ON TABLE raw.sources IS 'One row per configured source. The sources as they were configured when a run last used them.';
COMMENT ON COLUMN raw.sources.source_id IS 'Identifier of the source in sources.yaml.';
COMMENT ON COLUMN raw.sources.name IS 'Name of the outlet.';
COMMENT ON COLUMN raw.sources.homepage IS 'Address of the outlet''s front page.';
COMMENT ON COLUMN raw.sources.country IS 'Country where the outlet is based, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN raw.sources.languages IS 'Languages in which it writes, ISO 639-1.';
COMMENT ON COLUMN raw.sources.affiliation IS 'Who stands behind it: independent, state, party, monitor or wire.';
COMMENT ON COLUMN raw.sources.owner_group IS 'Outlets of one owner share this; they are not independent of each other.';
COMMENT ON COLUMN raw.sources.time_zone IS 'IANA time zone in which the outlet writes its dates.';
COMMENT ON COLUMN raw.sources.config_hash IS 'Hash of the source''s configuration.';
