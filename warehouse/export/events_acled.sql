-- One row per event that stands, without lists, as files carry it; $since: only those with a new state since then.
SELECT * REPLACE (array_to_string(urls, ' ') AS urls)
FROM mart.events
WHERE $since::TIMESTAMPTZ IS NULL OR event_id IN (SELECT event_id FROM core.event_versions WHERE valid_from >= $since)
ORDER BY event_id;
