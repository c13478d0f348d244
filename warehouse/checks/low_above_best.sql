-- One row per event or claim whose numbers are out of order.
-- severity: error
-- says: A lowest number is above the most likely one, or that above the highest.
-- do: Look at the words in mart.casualty_claims; code the article anew with `dateline replay --stage code`, and report the key.
SELECT event_id AS id, 'killed' AS harm, low, best, high FROM core.events WHERE low > best OR best > high OR low > high OR low < 0
UNION ALL
SELECT event_id, 'wounded', wounded_low, wounded_best, wounded_high
FROM core.events
WHERE wounded_low > wounded_best OR wounded_best > wounded_high OR wounded_low > wounded_high OR wounded_low < 0
UNION ALL
SELECT mention_id, harm, low, best, high
FROM core.casualty_claims
-- "More than 80" is 81/80: the number that the text gives is best, and it cannot be the lowest.
WHERE low > best + if(qualifier = 'more_than', 1, 0) OR best > high OR low > high OR low < 0;
