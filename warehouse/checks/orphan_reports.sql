-- One row per report without its event or its mention.
-- severity: error
-- says: A report points at an event or a mention that is not there.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT event_id, mention_id FROM core.event_reports ANTI JOIN core.events USING (event_id)
UNION
SELECT event_id, mention_id FROM core.event_reports ANTI JOIN core.event_mentions USING (mention_id);
