-- One row per source and address: http and https are one address (version 3 of the rules of identity). Where both were seen, both stay.
UPDATE raw.captures
SET url_key = 'https' || url_key[5:]
WHERE starts_with(url_key, 'http://') AND (source_id, 'https' || url_key[5:]) NOT IN (SELECT (source_id, url_key) FROM raw.sightings);

UPDATE raw.sightings
SET url_key = 'https' || url_key[5:], key_version = 3
WHERE starts_with(url_key, 'http://') AND (source_id, 'https' || url_key[5:]) NOT IN (SELECT (source_id, url_key) FROM raw.sightings);
