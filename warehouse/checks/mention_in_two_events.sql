-- One row per mention that reports more than one standing event.
-- severity: error
-- says: A mention reports more than one event.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT mention_id, list(event_id ORDER BY event_id) AS event_ids
FROM core.event_reports INNER JOIN core.events USING (event_id)
WHERE status = 'active'
GROUP BY mention_id
HAVING count(*) > 1;
