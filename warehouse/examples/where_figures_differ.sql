-- For which events do claimants give different numbers, and what are their words?
SELECT event_date, location, harm, claimant, best, lowest_claim, highest_claim, words
FROM mart.conflicting_claims
ORDER BY highest_claim - lowest_claim DESC, event_id, harm, best;
