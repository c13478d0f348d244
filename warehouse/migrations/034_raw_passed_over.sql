-- One row per source and address that a search of the past saw and passed over, as of other days than those asked for.
CREATE TABLE raw.passed_over (
    source_id VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    way_in_url VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    modified_at TIMESTAMPTZ,
    key_version SMALLINT,
    since_day DATE NOT NULL,
    until_day DATE NOT NULL
);

COMMENT ON TABLE raw.passed_over IS 'One row per source and address that a search of the past saw and passed over, as of other days than those asked for. At most 20,000 of one search of one source are kept. What is seen otherwise too is in raw.sightings as well.';
COMMENT ON COLUMN raw.passed_over.source_id IS 'Source that showed it.';
COMMENT ON COLUMN raw.passed_over.url_key IS 'Identity of the address: the same for spellings of one address.';
COMMENT ON COLUMN raw.passed_over.url IS 'The address as the site gave it.';
COMMENT ON COLUMN raw.passed_over.kind IS 'Kind of the way in that showed it.';
COMMENT ON COLUMN raw.passed_over.way_in_url IS 'Address of the way in that showed it, or the file that named it.';
COMMENT ON COLUMN raw.passed_over.seen_at IS 'When it was first passed over (UTC).';
COMMENT ON COLUMN raw.passed_over.published_at IS 'Publication time that the way in claimed (UTC).';
COMMENT ON COLUMN raw.passed_over.modified_at IS 'Modification time that the way in claimed (UTC).';
COMMENT ON COLUMN raw.passed_over.key_version IS 'Version of the rules that made url_key.';
COMMENT ON COLUMN raw.passed_over.since_day IS 'First day that was asked for (UTC).';
COMMENT ON COLUMN raw.passed_over.until_day IS 'Last day that was asked for (UTC).';
