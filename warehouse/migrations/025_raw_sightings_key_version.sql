-- One row per source and address that a way in showed: by which version of the rules its key was made.
ALTER TABLE raw.sightings ADD COLUMN key_version SMALLINT DEFAULT 1;

COMMENT ON COLUMN raw.sightings.key_version IS 'Version of the rules that made url_key; the captures of the address take the key from here.';
