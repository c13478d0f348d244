-- One row per place in a mention.
CREATE TABLE core.mention_places (
    mention_id VARCHAR NOT NULL,
    coding_id VARCHAR NOT NULL,
    place_number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    role VARCHAR,
    geonameid BIGINT,
    latitude DOUBLE,
    longitude DOUBLE,
    where_prec TINYINT,
    adm_1 VARCHAR,
    country VARCHAR
);

COMMENT ON TABLE core.mention_places IS 'One row per place in a mention. Where each report says that it happened.';
COMMENT ON COLUMN core.mention_places.mention_id IS 'The mention.';
COMMENT ON COLUMN core.mention_places.coding_id IS 'The coding that found it.';
COMMENT ON COLUMN core.mention_places.place_number IS 'Order in the mention, from 1.';
COMMENT ON COLUMN core.mention_places.name IS 'The place as the text names it.';
COMMENT ON COLUMN core.mention_places.char_start IS 'Where the name begins in the text of the article version: code points, from 0.';
COMMENT ON COLUMN core.mention_places.char_end IS 'Where the name ends: the first code point after it.';
COMMENT ON COLUMN core.mention_places.role IS 'What the place is to the event: at, from, to or near.';
COMMENT ON COLUMN core.mention_places.geonameid IS 'GeoNames identifier of the place. NULL: unresolved, or a region''s centroid.';
COMMENT ON COLUMN core.mention_places.latitude IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN core.mention_places.longitude IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN core.mention_places.where_prec IS 'UCDP''s 1 to 7: 1 the exact place, 2 within about 25 km, 3 second-order division, 4 first-order division, 5 linear or fuzzy, 6 country, 7 international.';
COMMENT ON COLUMN core.mention_places.adm_1 IS 'First-order administrative division.';
COMMENT ON COLUMN core.mention_places.country IS 'Country, ISO 3166-1 alpha-2.';
