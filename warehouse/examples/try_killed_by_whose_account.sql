-- Who was killed where, by whose account: one row per claim, with its words.
SELECT event_date, location, best, words, attributed_to, claims.source
FROM mart.events INNER JOIN mart.casualty_claims AS claims USING (event_id)
WHERE harm = 'killed'
ORDER BY event_date DESC, location;
