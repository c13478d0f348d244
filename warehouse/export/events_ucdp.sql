-- One row per event that stands, under UCDP GED's column names; $since: only those with a new state since then.
SELECT *
FROM mart.events_ucdp
WHERE $since::TIMESTAMPTZ IS NULL OR id IN (SELECT event_id FROM core.event_versions WHERE valid_from >= $since)
ORDER BY id;
