-- One row per day and country with an event of known day and toll.
CREATE VIEW mart.toll_per_day AS
SELECT
    event_date,
    country,
    count(*) AS events,
    sum(fatalities_low)::BIGINT AS fatalities_low,
    sum(fatalities)::BIGINT AS fatalities,
    sum(coalesce(fatalities_high, fatalities))::BIGINT AS fatalities_high,
    count(*) FILTER (fatalities_high IS NULL) AS events_without_upper_bound,
    count(*) FILTER (disputed) AS disputed_events
FROM mart.events
WHERE time_precision = 1 AND NOT is_summary AND fatalities IS NOT NULL
GROUP BY ALL
ORDER BY ALL;

COMMENT ON VIEW mart.toll_per_day IS 'One row per day and country with an event of known day and toll. The sums count only what outlets reported and were read; where events have no upper bound, fatalities_high is too low. Summaries over several events are left out, so that nobody is counted twice.';
COMMENT ON COLUMN mart.toll_per_day.event_date IS 'Day of the events.';
COMMENT ON COLUMN mart.toll_per_day.country IS 'Country, ISO 3166-1 alpha-2. NULL: unknown.';
COMMENT ON COLUMN mart.toll_per_day.events IS 'Number of events with a toll.';
COMMENT ON COLUMN mart.toll_per_day.fatalities_low IS 'Killed, sum of the lowest numbers, in persons.';
COMMENT ON COLUMN mart.toll_per_day.fatalities IS 'Killed, sum of the most likely numbers, in persons.';
COMMENT ON COLUMN mart.toll_per_day.fatalities_high IS 'Killed, sum of the highest numbers, in persons; of events without an upper bound the most likely number.';
COMMENT ON COLUMN mart.toll_per_day.events_without_upper_bound IS 'Number of events for which nobody gave an upper bound.';
COMMENT ON COLUMN mart.toll_per_day.disputed_events IS 'Number of events whose parties'' figures contradict each other.';
