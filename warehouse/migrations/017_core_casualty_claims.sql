-- One row per number that a mention gives for one harm.
CREATE TABLE core.casualty_claims (
    mention_id VARCHAR NOT NULL,
    coding_id VARCHAR NOT NULL,
    claim_number INTEGER NOT NULL,
    harm VARCHAR NOT NULL,
    victim_group VARCHAR NOT NULL,
    qualifier VARCHAR NOT NULL,
    low BIGINT,
    best BIGINT,
    high BIGINT,
    is_cumulative BOOLEAN NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    attributed_to VARCHAR
);

COMMENT ON TABLE core.casualty_claims IS 'One row per number that a mention gives for one harm. Every number of people harmed, with the place in the text where it stands.';
COMMENT ON COLUMN core.casualty_claims.mention_id IS 'The mention.';
COMMENT ON COLUMN core.casualty_claims.coding_id IS 'The coding that found it.';
COMMENT ON COLUMN core.casualty_claims.claim_number IS 'Order in the mention, from 1.';
COMMENT ON COLUMN core.casualty_claims.harm IS 'killed, wounded, captured, abducted, missing or displaced.';
COMMENT ON COLUMN core.casualty_claims.victim_group IS 'Who was harmed: combatant, civilian or unknown.';
COMMENT ON COLUMN core.casualty_claims.qualifier IS 'How the text bounds the number: exact, at_least, more_than, up_to, about, range or vague.';
COMMENT ON COLUMN core.casualty_claims.low IS 'Lowest number of persons that the words allow. NULL: no lower bound.';
COMMENT ON COLUMN core.casualty_claims.best IS 'Number of persons that the words give. NULL: none.';
COMMENT ON COLUMN core.casualty_claims.high IS 'Highest number of persons that the words allow. NULL: no upper bound.';
COMMENT ON COLUMN core.casualty_claims.is_cumulative IS 'Whether it counts over more than this one event.';
COMMENT ON COLUMN core.casualty_claims.char_start IS 'Where the claim begins in the text of the article version: code points, from 0.';
COMMENT ON COLUMN core.casualty_claims.char_end IS 'Where the claim ends: the first code point after it.';
COMMENT ON COLUMN core.casualty_claims.attributed_to IS 'Whom the text gives as the number''s source.';
