-- One row per number of people harmed that a current report of an event gives.
CREATE VIEW mart.casualty_claims AS
SELECT
    reports.event_id,
    mentions.mention_id,
    claims.claim_number,
    claims.harm,
    claims.victim_group,
    claims.low,
    claims.best,
    claims.high,
    claims.qualifier,
    claims.is_cumulative,
    substr(versions.text, claims.char_start + 1, claims.char_end - claims.char_start) AS words,
    substr(versions.text, mentions.char_start + 1, mentions.char_end - mentions.char_start) AS passage,
    coalesce(claims.attributed_to, mentions.attributed_to) AS attributed_to,
    mentions.attribution_confidence,
    coalesce(sources.name, articles.source_id) AS source,
    sources.affiliation,
    articles.article_id,
    articles.published_at,
    articles.canonical_url AS url
FROM core.casualty_claims AS claims
    INNER JOIN core.event_mentions AS mentions USING (mention_id, coding_id)
    INNER JOIN core.articles AS articles USING (article_id)
    INNER JOIN core.article_versions AS versions
        ON versions.article_id = mentions.article_id AND versions.version = mentions.article_version
    LEFT JOIN core.event_reports AS reports ON reports.mention_id = mentions.mention_id
    LEFT JOIN raw.sources AS sources ON sources.source_id = articles.source_id
WHERE mentions.superseded_at IS NULL;

COMMENT ON VIEW mart.casualty_claims IS 'One row per number of people harmed that a current report gives, with the very words. Do not add these up: several claims count the same people, and cumulative ones count over many events.';
COMMENT ON COLUMN mart.casualty_claims.event_id IS 'The event. NULL: the report belongs to none, such as a threat or a denial.';
COMMENT ON COLUMN mart.casualty_claims.mention_id IS 'The report that gives the number.';
COMMENT ON COLUMN mart.casualty_claims.claim_number IS 'Order in the report, from 1.';
COMMENT ON COLUMN mart.casualty_claims.harm IS 'killed, wounded, captured, abducted, missing or displaced.';
COMMENT ON COLUMN mart.casualty_claims.victim_group IS 'Who was harmed: combatant, civilian or unknown.';
COMMENT ON COLUMN mart.casualty_claims.low IS 'Lowest number of persons that the words allow. NULL: no lower bound.';
COMMENT ON COLUMN mart.casualty_claims.best IS 'Number of persons that the words give. NULL: none.';
COMMENT ON COLUMN mart.casualty_claims.high IS 'Highest number of persons that the words allow. NULL: no upper bound.';
COMMENT ON COLUMN mart.casualty_claims.qualifier IS 'How the words bound the number: exact, at_least, more_than, up_to, about, range or vague.';
COMMENT ON COLUMN mart.casualty_claims.is_cumulative IS 'Whether it counts over more than this one event.';
COMMENT ON COLUMN mart.casualty_claims.words IS 'The words of the article that give the number.';
COMMENT ON COLUMN mart.casualty_claims.passage IS 'The passage of the article about the event.';
COMMENT ON COLUMN mart.casualty_claims.attributed_to IS 'Whom the article gives as the source.';
COMMENT ON COLUMN mart.casualty_claims.attribution_confidence IS 'How far the writer stands behind it: reported as fact, claimed, suspected or possible.';
COMMENT ON COLUMN mart.casualty_claims.source IS 'Name of the outlet.';
COMMENT ON COLUMN mart.casualty_claims.affiliation IS 'Who stands behind the outlet: independent, state, party, monitor or wire.';
COMMENT ON COLUMN mart.casualty_claims.article_id IS 'The article.';
COMMENT ON COLUMN mart.casualty_claims.published_at IS 'When the article was published (UTC).';
COMMENT ON COLUMN mart.casualty_claims.url IS 'Address of the article.';
