-- Adds what a coding found; what a coding that is known had found is there already. Runs before core.codings is merged.
INSERT INTO core.mention_actors BY NAME
SELECT new.* FROM incoming_mention_actors AS new ANTI JOIN core.codings USING (coding_id);
