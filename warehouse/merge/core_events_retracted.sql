-- One row per event that no current mention reports any more: it is retracted, and keeps its reports as they were.
MERGE INTO core.events AS kept
USING (
    SELECT event_id FROM core.events
    WHERE status = 'active' AND event_id NOT IN (
        SELECT event_id
        FROM core.event_reports INNER JOIN core.event_mentions USING (mention_id)
        WHERE event_mentions.superseded_at IS NULL
    )
) AS new
ON kept.event_id = new.event_id
WHEN MATCHED THEN UPDATE SET status = 'retracted'
RETURNING kept.event_id;
