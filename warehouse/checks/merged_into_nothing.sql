-- One row per merged event whose heir is not there.
-- severity: error
-- says: An event is merged into one that is not there.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT event_id, merged_into
FROM core.events
WHERE (status = 'merged') <> (merged_into IS NOT NULL)
    OR merged_into IS NOT NULL AND merged_into NOT IN (SELECT event_id FROM core.events);
