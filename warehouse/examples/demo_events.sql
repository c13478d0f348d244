-- One row per event, the newest first, with the words of its clearest toll.
SELECT
    event_date,
    country,
    location,
    sub_event_type,
    actor1,
    actor2,
    fatalities AS killed,
    number_of_sources AS sources,
    number_of_articles AS articles,
    (
        SELECT words
        FROM mart.casualty_claims AS claims
        WHERE claims.event_id = events.event_id AND harm = 'killed' AND best = fatalities
        ORDER BY published_at DESC, claim_number
        LIMIT 1
    ) AS words
FROM mart.events AS events
ORDER BY event_date DESC NULLS LAST, event_id;
