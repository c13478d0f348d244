-- One row per event that no current mention reports any more: it is retracted, and keeps its reports as they were.
MERGE INTO core.events AS kept
USING (
    SELECT event_id FROM core.events
    WHERE status = 'active' AND event_id NOT IN (
        SELECT event_id
        FROM core.event_reports SEMI JOIN core.linkable_mentions USING (mention_id)
    )
) AS new
ON kept.event_id = new.event_id
WHEN MATCHED THEN UPDATE SET status = 'retracted'
RETURNING kept.event_id;
