-- Adds what a coding found; what a coding that is known had found is there already. Runs before core.codings is merged.
INSERT INTO core.casualty_claims BY NAME
SELECT new.* FROM incoming_casualty_claims AS new ANTI JOIN core.codings USING (coding_id);
