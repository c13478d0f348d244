-- One row: when an ingest last asked a way in of the source, NULL when none ever did. A backfill asks for other days.
SELECT max(polls.polled_at) AS polled_at
FROM raw.polls AS polls INNER JOIN raw.runs AS runs USING (run_id)
WHERE polls.source_id = $source_id AND runs.flow = 'ingest';
