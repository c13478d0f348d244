-- One row per day, country, first-order division and sub-event type with an event of known day.
CREATE VIEW mart.daily_counts AS
SELECT
    event_date,
    country,
    admin1,
    event_type,
    sub_event_type,
    count(*) AS events,
    count(fatalities) AS events_with_toll,
    sum(fatalities)::BIGINT AS fatalities,
    count(*) FILTER (number_of_sources = 1) AS events_of_one_source
FROM mart.events
WHERE time_precision = 1 AND NOT is_summary
GROUP BY ALL
ORDER BY ALL;

COMMENT ON VIEW mart.daily_counts IS 'One row per day, country, first-order division and sub-event type with an event of known day. Days without a row had no event in what was read: see mart.coverage for how much that was. Events of which only the week or month is known, and summaries, are left out.';
COMMENT ON COLUMN mart.daily_counts.event_date IS 'Day of the events.';
COMMENT ON COLUMN mart.daily_counts.country IS 'Country, ISO 3166-1 alpha-2. NULL: unknown.';
COMMENT ON COLUMN mart.daily_counts.admin1 IS 'First-order administrative division. NULL: unknown.';
COMMENT ON COLUMN mart.daily_counts.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN mart.daily_counts.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN mart.daily_counts.events IS 'Number of events.';
COMMENT ON COLUMN mart.daily_counts.events_with_toll IS 'Number of them for which a number of killed was given.';
COMMENT ON COLUMN mart.daily_counts.fatalities IS 'Killed, sum of the most likely numbers, in persons. NULL: no number was given for any of them; this is not 0.';
COMMENT ON COLUMN mart.daily_counts.events_of_one_source IS 'Number of them that only one independent source reports.';
