-- One row per source and address that a way in showed.
CREATE TABLE raw.sightings (
    source_id VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    way_in_url VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    title VARCHAR,
    published_at TIMESTAMPTZ,
    modified_at TIMESTAMPTZ
);

COMMENT ON TABLE raw.sightings IS 'One row per source and address that a way in showed. Every address ever seen, when it was first seen and what the way in said of it.';
COMMENT ON COLUMN raw.sightings.source_id IS 'Source that showed it.';
COMMENT ON COLUMN raw.sightings.url_key IS 'Identity of the address: the same for spellings of one address.';
COMMENT ON COLUMN raw.sightings.url IS 'The address as the site first gave it.';
COMMENT ON COLUMN raw.sightings.kind IS 'Kind of the way in that first showed it.';
COMMENT ON COLUMN raw.sightings.way_in_url IS 'Address of the way in that first showed it.';
COMMENT ON COLUMN raw.sightings.seen_at IS 'When it was first seen (UTC).';
COMMENT ON COLUMN raw.sightings.title IS 'Title that the way in gave it.';
COMMENT ON COLUMN raw.sightings.published_at IS 'Publication time that the way in claimed (UTC).';
COMMENT ON COLUMN raw.sightings.modified_at IS 'Latest modification time that any way in claimed (UTC).';
