-- Who was killed where in the latest week, and by whose account?
SELECT
    events.event_date,
    events.location,
    events.country,
    claims.victim_group,
    claims.best AS killed,
    coalesce(claims.attributed_to, 'the outlet') AS by_account_of,
    claims.source AS outlet,
    claims.words
FROM mart.events AS events INNER JOIN mart.casualty_claims AS claims USING (event_id)
WHERE claims.harm = 'killed' AND NOT claims.is_cumulative
    AND events.event_date > (SELECT max(event_date) FROM mart.events) - INTERVAL 7 DAY
ORDER BY events.event_date DESC, events.event_id, claims.best DESC;
