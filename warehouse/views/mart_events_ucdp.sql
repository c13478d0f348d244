-- One row per event that stands, under UCDP GED's column names.
CREATE VIEW mart.events_ucdp AS
SELECT
    events.event_id AS id,
    year(events.date_start) AS year,
    try_cast(split_part(types.ucdp_type_of_violence, '|', 1) AS TINYINT) AS type_of_violence,
    events.side_a,
    events.side_b,
    events.number_of_sources,
    events.where_prec,
    events.place AS where_coordinates,
    events.adm_1,
    events.latitude,
    events.longitude,
    events.country,
    events.event_clarity,
    events.date_prec,
    events.date_start,
    events.date_end,
    events.best,
    events.high,
    events.low
FROM core.events LEFT JOIN core.event_types AS types USING (sub_event_type)
WHERE events.status = 'active'
ORDER BY events.date_start DESC NULLS LAST, events.event_id;

COMMENT ON VIEW mart.events_ucdp IS 'One row per event that stands, under UCDP GED''s column names. UCDP takes only events with a death into its own data; these are all.';
COMMENT ON COLUMN mart.events_ucdp.id IS 'Identifier of the event.';
COMMENT ON COLUMN mart.events_ucdp.year IS 'Year of date_start.';
COMMENT ON COLUMN mart.events_ucdp.type_of_violence IS 'UCDP''s: 1 state-based, 2 non-state, 3 one-sided; the first that ACLED''s type allows. NULL: none.';
COMMENT ON COLUMN mart.events_ucdp.side_a IS 'First party. The order implies no guilt.';
COMMENT ON COLUMN mart.events_ucdp.side_b IS 'Second party.';
COMMENT ON COLUMN mart.events_ucdp.number_of_sources IS 'Independent sources: copies of one text and outlets of one owner count once.';
COMMENT ON COLUMN mart.events_ucdp.where_prec IS 'UCDP''s: 1 the exact place, 2 within about 25 km, 3 second-order division, 4 first-order division, 5 linear or fuzzy, 6 country, 7 international.';
COMMENT ON COLUMN mart.events_ucdp.where_coordinates IS 'Name of the place that the coordinates are of.';
COMMENT ON COLUMN mart.events_ucdp.adm_1 IS 'First-order administrative division.';
COMMENT ON COLUMN mart.events_ucdp.latitude IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN mart.events_ucdp.longitude IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN mart.events_ucdp.country IS 'Country, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN mart.events_ucdp.event_clarity IS 'UCDP''s: 1 a single event, 2 a summary over several.';
COMMENT ON COLUMN mart.events_ucdp.date_prec IS 'UCDP''s: 1 day, 2 two to six days, 3 week, 4 month, 5 year or less precise.';
COMMENT ON COLUMN mart.events_ucdp.date_start IS 'First day on which it can have begun. NULL: unknown.';
COMMENT ON COLUMN mart.events_ucdp.date_end IS 'Last day on which it can have ended. NULL: unknown.';
COMMENT ON COLUMN mart.events_ucdp.best IS 'Killed, most likely number of persons. NULL: no number was given; this is not 0.';
COMMENT ON COLUMN mart.events_ucdp.high IS 'Killed, highest number of persons that the reports allow. NULL: no upper bound was given.';
COMMENT ON COLUMN mart.events_ucdp.low IS 'Killed, lowest number of persons that the reports allow. NULL: no number was given.';
