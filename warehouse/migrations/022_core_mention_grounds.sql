-- One row per mention, one per actor in a mention: the words that decide whether an event took place, and what kind of actor it is.
ALTER TABLE core.event_mentions ADD COLUMN realis_raw VARCHAR;
ALTER TABLE core.mention_actors ADD COLUMN actor_type TINYINT;

COMMENT ON COLUMN core.event_mentions.realis_raw IS 'The words that say that the event is planned, threatened, denied or long past. NULL: actual.';
COMMENT ON COLUMN core.mention_actors.actor_type IS 'ACLED''s kind of actor: 1 state forces, 2 rebel group, 3 political militia, 4 identity militia, 5 rioters, 6 protesters, 7 civilians, 8 external or other forces. NULL: a reporter.';
