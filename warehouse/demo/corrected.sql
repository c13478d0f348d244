-- One row per event whose toll changed after its first state, with both tolls.
SELECT
    events.event_date,
    events.country,
    events.location,
    first_state.snapshot ->> 'best' AS killed_at_first,
    events.fatalities AS killed_now,
    versions.version AS state
FROM mart.events AS events
    INNER JOIN core.event_versions AS first_state ON first_state.event_id = events.event_id AND first_state.version = 1
    INNER JOIN core.event_versions AS versions ON versions.event_id = events.event_id
WHERE first_state.snapshot ->> 'best' IS DISTINCT FROM events.fatalities::VARCHAR
QUALIFY versions.version = max(versions.version) OVER (PARTITION BY events.event_id)
ORDER BY events.event_date, events.event_id;
