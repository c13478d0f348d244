-- Which events rest on sources of the state or of a party alone?
SELECT events.event_date, events.location, events.country, events.sub_event_type, events.fatalities, events.source
FROM mart.events AS events
    INNER JOIN mart.casualty_claims AS claims USING (event_id)
GROUP BY ALL
HAVING bool_and(coalesce(claims.affiliation, '') IN ('state', 'party'))
ORDER BY events.event_date DESC, events.source;
