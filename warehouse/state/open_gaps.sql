-- One row, or none: the days (UTC) of a source's gaps that are to be searched for now. After each attempt that failed an hour more is waited.
SELECT min(gap_from)::DATE AS since_day, max(found_at)::DATE AS until_day
FROM mart.gaps
WHERE source_id = $source_id AND state = 'open' AND (last_tried_at IS NULL OR last_tried_at + attempts * INTERVAL 1 HOUR <= $now)
HAVING since_day IS NOT NULL;
