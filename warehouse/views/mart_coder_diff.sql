-- One row per report that two versions of the coder code differently in one text; mart.coder_diff('2', '3').
CREATE OR REPLACE MACRO mart.coder_diff(before, after) AS TABLE
WITH
    both_coded AS (
        SELECT article_id, article_version, text_sha256
        FROM core.codings
        WHERE coder_version IN (before::VARCHAR, after::VARCHAR)
        GROUP BY ALL
        HAVING count(DISTINCT coder_version) = 2
    ),
    coded AS (
        SELECT
            mentions.article_id,
            mentions.article_version,
            mentions.coder_version,
            mentions.mention_id,
            mentions.trigger_start,
            mentions.trigger_end,
            mentions.sub_event_type,
            mentions.realis,
            mentions.event_clarity,
            mentions.date_start,
            mentions.date_end,
            (
                SELECT string_agg(DISTINCT name, '; ' ORDER BY name) FROM core.mention_places AS places
                WHERE places.mention_id = mentions.mention_id AND places.coding_id = mentions.coding_id
            ) AS places,
            (
                SELECT string_agg(DISTINCT role || ' ' || name, '; ' ORDER BY role || ' ' || name) FROM core.mention_actors AS actors
                WHERE actors.mention_id = mentions.mention_id AND actors.coding_id = mentions.coding_id AND role <> 'reporter'
            ) AS actors,
            (
                SELECT string_agg(harm || ' ' || coalesce(best::VARCHAR, '?'), '; ' ORDER BY claim_number) FROM core.casualty_claims AS claims
                WHERE claims.mention_id = mentions.mention_id AND claims.coding_id = mentions.coding_id
            ) AS tolls
        FROM core.event_mentions AS mentions SEMI JOIN both_coded USING (article_id, article_version)
    ),
    paired AS (
        SELECT
            coalesce(old.article_id, new.article_id) AS article_id,
            coalesce(old.article_version, new.article_version) AS article_version,
            coalesce(old.trigger_start, new.trigger_start) AS trigger_start,
            coalesce(old.trigger_end, new.trigger_end) AS trigger_end,
            CASE WHEN old.mention_id IS NULL THEN 'added' WHEN new.mention_id IS NULL THEN 'gone' ELSE 'changed' END AS change,
            unnest([
                {field: 'sub_event_type', was: old.sub_event_type, "is": new.sub_event_type},
                {field: 'realis', was: old.realis, "is": new.realis},
                {field: 'event_clarity', was: old.event_clarity::VARCHAR, "is": new.event_clarity::VARCHAR},
                {field: 'date_start', was: old.date_start::VARCHAR, "is": new.date_start::VARCHAR},
                {field: 'date_end', was: old.date_end::VARCHAR, "is": new.date_end::VARCHAR},
                {field: 'places', was: old.places, "is": new.places},
                {field: 'actors', was: old.actors, "is": new.actors},
                {field: 'tolls', was: old.tolls, "is": new.tolls}
            ]) AS difference
        FROM (FROM coded WHERE coder_version = before::VARCHAR) AS old
            FULL JOIN (FROM coded WHERE coder_version = after::VARCHAR) AS new
                ON new.article_id = old.article_id
                AND new.article_version = old.article_version
                AND new.trigger_start < old.trigger_end
                AND old.trigger_start < new.trigger_end
    )
SELECT
    paired.article_id,
    articles.canonical_url AS url,
    paired.change,
    substr(versions.text, paired.trigger_start + 1, paired.trigger_end - paired.trigger_start) AS trigger,
    difference.field AS field,
    difference.was AS was,
    difference."is" AS now_is
FROM paired
    INNER JOIN core.articles AS articles ON articles.article_id = paired.article_id
    INNER JOIN core.article_versions AS versions
        ON versions.article_id = paired.article_id AND versions.version = paired.article_version
WHERE difference.was IS DISTINCT FROM difference."is" AND (paired.change = 'changed' OR difference.field = 'sub_event_type')
ORDER BY paired.article_id, paired.trigger_start, difference.field;

COMMENT ON MACRO TABLE mart.coder_diff IS 'One row per report that two versions of the coder code differently in one text, and field: SELECT * FROM mart.coder_diff(''2'', ''3''). Reports are the same where their triggers overlap. Only texts that both versions coded are compared.';
