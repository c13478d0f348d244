-- Which deadly events does only one independent source report?
SELECT event_date, location, country, sub_event_type, fatalities, source, urls
FROM mart.events
WHERE number_of_sources = 1 AND fatalities > 0 AND NOT is_summary
ORDER BY fatalities DESC, event_date, event_id;
