-- What changed in the last day: which events are new, which gone, and which have another toll?
SELECT
    coalesce(present.event_date, past.event_date) AS event_date,
    coalesce(present.location, past.location) AS location,
    CASE WHEN past.event_id IS NULL THEN 'new' WHEN present.event_id IS NULL THEN 'gone' ELSE 'changed' END AS change,
    past.fatalities AS fatalities_yesterday,
    present.fatalities AS fatalities_now,
    present.reason
FROM (FROM mart.events_as_of(now())) AS present
    FULL JOIN (FROM mart.events_as_of(now() - INTERVAL 1 DAY)) AS past USING (event_id)
WHERE past.event_id IS NULL OR present.event_id IS NULL OR past.fatalities IS DISTINCT FROM present.fatalities
ORDER BY ALL;
