-- One row per event that no longer stands; $since: only those that ceased to stand, or were changed after that, since then.
SELECT * FROM mart.removed_events WHERE $since::TIMESTAMPTZ IS NULL OR changed_at >= $since ORDER BY event_id;
