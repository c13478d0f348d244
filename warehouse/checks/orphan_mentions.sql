-- One row per mention without its coding, or part of a mention without the mention.
-- severity: error
-- says: A mention, or a part of one, points at a coding or a mention that is not there.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT mention_id, coding_id, 'core.event_mentions' AS in_table FROM core.event_mentions ANTI JOIN core.codings USING (coding_id)
UNION ALL
SELECT mention_id, coding_id, 'core.mention_places' FROM core.mention_places ANTI JOIN core.event_mentions USING (mention_id, coding_id)
UNION ALL
SELECT mention_id, coding_id, 'core.mention_actors' FROM core.mention_actors ANTI JOIN core.event_mentions USING (mention_id, coding_id)
UNION ALL
SELECT mention_id, coding_id, 'core.casualty_claims' FROM core.casualty_claims ANTI JOIN core.event_mentions USING (mention_id, coding_id);
