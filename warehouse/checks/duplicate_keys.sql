-- One row per key that a table holds more than once.
-- severity: error
-- says: A row is there twice.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
WITH doubled AS (
    SELECT 'raw.runs' AS in_table, run_id AS key FROM raw.runs GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'raw.check_results', concat_ws(' ', run_id, check_name) FROM raw.check_results GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'raw.sources', source_id FROM raw.sources GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'raw.outcomes', outcome FROM raw.outcomes GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'raw.polls', poll_id FROM raw.polls GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'raw.sightings', concat_ws(' ', source_id, url_key) FROM raw.sightings GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'raw.captures', capture_id FROM raw.captures GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.readings', concat_ws(' ', capture_id, extractor_version) FROM core.readings GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.removed_lines', concat_ws(' ', capture_id, extractor_version, line_number) FROM core.removed_lines GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.articles', article_id FROM core.articles GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.article_versions', concat_ws(' ', article_id, version) FROM core.article_versions GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.stories', story_id FROM core.stories GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.codings', coding_id FROM core.codings GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.event_mentions', concat_ws(' ', mention_id, coding_id) FROM core.event_mentions GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.mention_places', concat_ws(' ', mention_id, coding_id, place_number) FROM core.mention_places GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.mention_actors', concat_ws(' ', mention_id, coding_id, actor_number) FROM core.mention_actors GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.casualty_claims', concat_ws(' ', mention_id, coding_id, claim_number) FROM core.casualty_claims GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.events', event_id FROM core.events GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.event_reports', concat_ws(' ', event_id, mention_id) FROM core.event_reports GROUP BY ALL HAVING count(*) > 1
    UNION ALL
    SELECT 'core.event_versions', concat_ws(' ', event_id, version) FROM core.event_versions GROUP BY ALL HAVING count(*) > 1
)
SELECT key, in_table FROM doubled;
