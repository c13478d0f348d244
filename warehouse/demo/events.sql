-- One row per event, those told by most first, with the words of its toll.
SELECT
    event_date,
    concat_ws(', ', location, country) AS place,
    sub_event_type AS what,
    fatalities AS killed,
    number_of_sources AS sources,
    number_of_articles AS articles,
    (
        SELECT words
        FROM mart.casualty_claims AS claims
        WHERE claims.event_id = events.event_id AND harm = 'killed' AND best = fatalities
        ORDER BY published_at DESC, claim_number
        LIMIT 1
    ) AS in_these_words
FROM mart.events AS events
ORDER BY number_of_sources DESC, number_of_articles DESC, fatalities DESC NULLS LAST, event_date, event_id;
