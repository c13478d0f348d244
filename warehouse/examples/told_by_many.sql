-- Which events do several independent sources report, and how far apart are their figures?
SELECT event_date, location, country, sub_event_type, fatalities_low, fatalities, fatalities_high, disputed, number_of_sources, source
FROM mart.events
WHERE number_of_sources > 1
ORDER BY number_of_sources DESC, event_date, event_id;
