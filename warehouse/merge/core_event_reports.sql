-- One row per report of an event that linking touched: a touched event has exactly the reports that came with it.
MERGE INTO core.event_reports AS kept
USING incoming_reports AS new
ON kept.event_id = new.event_id AND kept.mention_id = new.mention_id
WHEN MATCHED AND kept IS DISTINCT FROM new THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE AND (
    kept.event_id IN (SELECT event_id FROM incoming_events) OR kept.mention_id IN (SELECT mention_id FROM incoming_reports)
) THEN DELETE;
