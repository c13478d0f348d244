-- One row: when a way in of the source was last asked, NULL when none ever was.
SELECT max(polled_at) AS polled_at
FROM raw.polls
WHERE source_id = $source_id;
