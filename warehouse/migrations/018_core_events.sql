-- One row per event in the world.
CREATE TABLE core.events (
    event_id VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR NOT NULL,
    event_clarity TINYINT NOT NULL,
    date_start DATE,
    date_end DATE,
    date_prec TINYINT,
    country VARCHAR,
    adm_1 VARCHAR,
    place VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    where_prec TINYINT,
    side_a VARCHAR,
    side_b VARCHAR,
    low BIGINT,
    best BIGINT,
    high BIGINT,
    wounded_low BIGINT,
    wounded_best BIGINT,
    wounded_high BIGINT,
    number_of_sources INTEGER NOT NULL,
    number_of_articles INTEGER NOT NULL,
    disputed BOOLEAN NOT NULL,
    status VARCHAR NOT NULL,
    merged_into VARCHAR
);

COMMENT ON TABLE core.events IS 'One row per event in the world. Events, each joined from all its reports. Past states are in core.event_versions.';
COMMENT ON COLUMN core.events.event_id IS 'Identifier of the event.';
COMMENT ON COLUMN core.events.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN core.events.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN core.events.event_clarity IS 'UCDP''s: 1 a single event, 2 a summary over several.';
COMMENT ON COLUMN core.events.date_start IS 'First day on which it can have begun.';
COMMENT ON COLUMN core.events.date_end IS 'Last day on which it can have ended.';
COMMENT ON COLUMN core.events.date_prec IS 'UCDP''s: 1 day, 2 two to six days, 3 week, 4 month, 5 year or less precise.';
COMMENT ON COLUMN core.events.country IS 'Country, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN core.events.adm_1 IS 'First-order administrative division.';
COMMENT ON COLUMN core.events.place IS 'Name of the place.';
COMMENT ON COLUMN core.events.latitude IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN core.events.longitude IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN core.events.where_prec IS 'UCDP''s 1 to 7: 1 the exact place, 2 within about 25 km, 3 second-order division, 4 first-order division, 5 linear or fuzzy, 6 country, 7 international.';
COMMENT ON COLUMN core.events.side_a IS 'First party. Sides follow ACLED''s actor 1 and 2 and imply no guilt.';
COMMENT ON COLUMN core.events.side_b IS 'Second party.';
COMMENT ON COLUMN core.events.low IS 'Killed, lowest number that the reports allow, in persons. NULL: no number was given.';
COMMENT ON COLUMN core.events.best IS 'Killed, most likely number, in persons. NULL: no number was given.';
COMMENT ON COLUMN core.events.high IS 'Killed, highest number that the reports allow, in persons. NULL: no upper bound was given.';
COMMENT ON COLUMN core.events.wounded_low IS 'Wounded, lowest number that the reports allow, in persons. NULL: no number was given.';
COMMENT ON COLUMN core.events.wounded_best IS 'Wounded, most likely number, in persons. NULL: no number was given.';
COMMENT ON COLUMN core.events.wounded_high IS 'Wounded, highest number that the reports allow, in persons. NULL: no upper bound was given.';
COMMENT ON COLUMN core.events.number_of_sources IS 'Independent sources: copies of one text and outlets of one owner count once.';
COMMENT ON COLUMN core.events.number_of_articles IS 'Articles that report it.';
COMMENT ON COLUMN core.events.disputed IS 'Whether the sides'' figures contradict each other.';
COMMENT ON COLUMN core.events.status IS 'active; merged: another event took it up; retracted: no current report of it is left.';
COMMENT ON COLUMN core.events.merged_into IS 'The event that took it up, when merged.';
