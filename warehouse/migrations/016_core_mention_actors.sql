-- One row per actor in a mention.
CREATE TABLE core.mention_actors (
    mention_id VARCHAR NOT NULL,
    coding_id VARCHAR NOT NULL,
    actor_number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    actor_id VARCHAR,
    role VARCHAR NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL
);

COMMENT ON TABLE core.mention_actors IS 'One row per actor in a mention. Who each report says took part, and who reports it.';
COMMENT ON COLUMN core.mention_actors.mention_id IS 'The mention.';
COMMENT ON COLUMN core.mention_actors.coding_id IS 'The coding that found it.';
COMMENT ON COLUMN core.mention_actors.actor_number IS 'Order in the mention, from 1.';
COMMENT ON COLUMN core.mention_actors.name IS 'The actor''s name.';
COMMENT ON COLUMN core.mention_actors.actor_id IS 'The actor in Dateline''s dictionary. NULL: not in it.';
COMMENT ON COLUMN core.mention_actors.role IS 'side_a, side_b or reporter. Sides follow ACLED''s actor 1 and 2 and imply no guilt.';
COMMENT ON COLUMN core.mention_actors.char_start IS 'Where the name begins in the text of the article version: code points, from 0.';
COMMENT ON COLUMN core.mention_actors.char_end IS 'Where the name ends: the first code point after it.';
