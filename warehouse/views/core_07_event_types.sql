-- One row per sub-event type of ACLED, with what PLOVER, CAMEO and UCDP call it.
CREATE OR REPLACE VIEW core.event_types AS
SELECT *
FROM (
    VALUES
        ('Political violence', 'Battles', 'Armed clash', '1|2', 'ASSAULT', 'firearms', '190|193'),
        ('Political violence', 'Battles', 'Government regains territory', '1', 'ASSAULT', NULL, '190|192'),
        ('Political violence', 'Battles', 'Non-state actor overtakes territory', '1|2', 'ASSAULT', NULL, '190|192'),
        ('Political violence', 'Explosions/Remote violence', 'Chemical weapon', '1|2|3', 'ASSAULT', 'unconventional', '2041'),
        ('Political violence', 'Explosions/Remote violence', 'Air/drone strike', '1|3', 'ASSAULT', 'aerial|drone', '195'),
        ('Political violence', 'Explosions/Remote violence', 'Suicide bomb', '1|2|3', 'ASSAULT', 'suicide-attack', '1831'),
        ('Political violence', 'Explosions/Remote violence', 'Shelling/artillery/missile attack', '1|2|3', 'ASSAULT', 'heavy-weapons', '194'),
        ('Political violence', 'Explosions/Remote violence', 'Remote explosive/landmine/IED', '1|2|3', 'ASSAULT', 'explosives', '1832|1833'),
        ('Political violence', 'Explosions/Remote violence', 'Grenade', '1|2|3', 'ASSAULT', 'explosives', '183|193'),
        ('Political violence', 'Violence against civilians', 'Sexual violence', '3', 'ASSAULT', 'sexual', '1821'),
        ('Political violence', 'Violence against civilians', 'Attack', '3', 'ASSAULT', 'targeted|beat|firearms', '182|186|202'),
        ('Political violence', 'Violence against civilians', 'Abduction/forced disappearance', NULL, 'ASSAULT', 'abduct', '181'),
        ('Demonstrations', 'Protests', 'Peaceful protest', NULL, 'PROTEST', 'demo', '141'),
        ('Demonstrations', 'Protests', 'Protest with intervention', NULL, 'PROTEST', 'demo', '141'),
        ('Demonstrations', 'Protests', 'Excessive force against protesters', '3', 'ASSAULT', 'crowd-control', '175'),
        ('Demonstrations', 'Riots', 'Violent demonstration', NULL, 'PROTEST', 'riot', '145'),
        ('Demonstrations', 'Riots', 'Mob violence', '2|3', 'ASSAULT', 'beat|primitive', '182'),
        ('Strategic developments', 'Strategic developments', 'Agreement', NULL, 'AGREE|RETREAT', 'ceasefire', '057|0871'),
        ('Strategic developments', 'Strategic developments', 'Arrests', NULL, 'COERCE', 'arrest', '173'),
        ('Strategic developments', 'Strategic developments', 'Change to group/activity', NULL, 'MOBILIZE|RETREAT', 'troops|withdraw', '154|0872|0874'),
        ('Strategic developments', 'Strategic developments', 'Disrupted weapons use', NULL, 'COERCE', 'seize', '171'),
        ('Strategic developments', 'Strategic developments', 'Headquarters or base established', NULL, 'MOBILIZE', 'troops', '154'),
        ('Strategic developments', 'Strategic developments', 'Looting/property destruction', NULL, 'ASSAULT', 'destroy', '1712'),
        ('Strategic developments', 'Strategic developments', 'Non-violent transfer of territory', NULL, 'RETREAT', 'withdraw', '087'),
        ('Strategic developments', 'Strategic developments', 'Other', NULL, NULL, NULL, NULL)
) AS types (disorder_type, event_type, sub_event_type, ucdp_type_of_violence, plover_event_type, plover_mode, cameo);

COMMENT ON VIEW core.event_types IS 'One row per sub-event type. ACLED''s types with their equivalents; several are joined by |, NULL where a scheme has none.';
COMMENT ON COLUMN core.event_types.disorder_type IS 'ACLED''s disorder type.';
COMMENT ON COLUMN core.event_types.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN core.event_types.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN core.event_types.ucdp_type_of_violence IS 'UCDP''s types of violence: 1 state-based, 2 non-state, 3 one-sided.';
COMMENT ON COLUMN core.event_types.plover_event_type IS 'PLOVER''s event types.';
COMMENT ON COLUMN core.event_types.plover_mode IS 'PLOVER''s modes.';
COMMENT ON COLUMN core.event_types.cameo IS 'CAMEO''s codes.';
