-- Where exactly did events take place, for a map?
SELECT event_id, event_date, sub_event_type, fatalities, location, latitude, longitude
FROM mart.events
WHERE geo_precision = 1 AND latitude IS NOT NULL
ORDER BY event_date DESC NULLS LAST, event_id;
