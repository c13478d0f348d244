-- One row per event, harm and claimant, of events for which claimants give different numbers.
CREATE VIEW mart.conflicting_claims AS
WITH
    stated AS (
        SELECT
            event_id,
            harm,
            coalesce(attributed_to, source) AS claimant,
            arg_max(best, (published_at, claim_number)) AS best,
            arg_max(low, (published_at, claim_number)) AS low,
            arg_max_null(high, (published_at, claim_number)) AS high,
            arg_max(words, (published_at, claim_number)) AS words,
            arg_max(url, (published_at, claim_number)) AS url,
            max(published_at) AS published_at,
            count(*) AS statements
        FROM mart.casualty_claims
        WHERE event_id IS NOT NULL AND NOT is_cumulative AND best IS NOT NULL
        GROUP BY ALL
    )
SELECT
    stated.event_id,
    events.event_date,
    events.country,
    events.location,
    stated.harm,
    stated.claimant,
    stated.low,
    stated.best,
    stated.high,
    min(stated.best) OVER others AS lowest_claim,
    max(stated.best) OVER others AS highest_claim,
    stated.words,
    stated.statements,
    stated.published_at,
    stated.url
FROM stated INNER JOIN mart.events AS events USING (event_id)
WINDOW others AS (PARTITION BY stated.event_id, stated.harm)
QUALIFY min(stated.best) OVER others < max(stated.best) OVER others
ORDER BY stated.event_id, stated.harm, stated.best, stated.claimant;

COMMENT ON VIEW mart.conflicting_claims IS 'One row per event, harm and claimant, of events for which claimants give different numbers. Each claimant''s latest number. A smaller number may be an earlier one, or count only part of the victims: read the words.';
COMMENT ON COLUMN mart.conflicting_claims.event_id IS 'The event.';
COMMENT ON COLUMN mart.conflicting_claims.event_date IS 'Day of the event. NULL: unknown.';
COMMENT ON COLUMN mart.conflicting_claims.country IS 'Country, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN mart.conflicting_claims.location IS 'Name of the place.';
COMMENT ON COLUMN mart.conflicting_claims.harm IS 'killed, wounded, captured, abducted, missing or displaced.';
COMMENT ON COLUMN mart.conflicting_claims.claimant IS 'Whom an article gives as the source of the number; where it gives nobody, the outlet.';
COMMENT ON COLUMN mart.conflicting_claims.low IS 'Lowest number of persons that the claimant''s words allow. NULL: no lower bound.';
COMMENT ON COLUMN mart.conflicting_claims.best IS 'Number of persons that the claimant gives.';
COMMENT ON COLUMN mart.conflicting_claims.high IS 'Highest number of persons that the claimant''s words allow. NULL: no upper bound.';
COMMENT ON COLUMN mart.conflicting_claims.lowest_claim IS 'Lowest number of persons that any claimant gives.';
COMMENT ON COLUMN mart.conflicting_claims.highest_claim IS 'Highest number of persons that any claimant gives.';
COMMENT ON COLUMN mart.conflicting_claims.words IS 'The words of the article that give the number.';
COMMENT ON COLUMN mart.conflicting_claims.statements IS 'How often the claimant gives a number for this harm.';
COMMENT ON COLUMN mart.conflicting_claims.published_at IS 'When the article with the latest number was published (UTC).';
COMMENT ON COLUMN mart.conflicting_claims.url IS 'Address of that article.';
