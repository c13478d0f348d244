-- One row per outcome: how often an address that ends so is asked for, and whether something failed.
ALTER TABLE raw.outcomes ADD COLUMN tries SMALLINT;
ALTER TABLE raw.outcomes ADD COLUMN is_failure BOOLEAN;

COMMENT ON COLUMN raw.outcomes.is_final IS 'Whether the address is done with: not asked for again by itself.';
COMMENT ON COLUMN raw.outcomes.tries IS 'How often in a row an address that ends so is asked for: again 20 minutes after the first time, then each time three times as long after the last. Five tries take half a day, seven five days.';
COMMENT ON COLUMN raw.outcomes.is_failure IS 'Whether something went wrong on the way; otherwise it is the site''s own word.';
