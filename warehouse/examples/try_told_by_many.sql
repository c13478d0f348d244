-- Which events do independent sources tell, and where do their figures differ?
SELECT event_date, location, country, sub_event_type, fatalities_low, fatalities, fatalities_high, disputed, number_of_sources, source
FROM mart.events
WHERE number_of_sources > 1
ORDER BY number_of_sources DESC, event_date;
