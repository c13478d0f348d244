-- One row per event that stands, without lists, as files carry it.
SELECT * REPLACE (array_to_string(urls, ' ') AS urls) FROM mart.events ORDER BY event_id;
