-- One row per outcome.
CREATE TABLE raw.outcomes (
    outcome VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL,
    is_final BOOLEAN NOT NULL
);

COMMENT ON TABLE raw.outcomes IS 'One row per outcome. How a fetch or the reading of a page can end, with the sentence that says so.';
COMMENT ON COLUMN raw.outcomes.outcome IS 'Name of the outcome.';
COMMENT ON COLUMN raw.outcomes.meaning IS 'What it means, as a sentence.';
COMMENT ON COLUMN raw.outcomes.is_final IS 'Whether the address is done with; false: it is tried again on later runs.';
