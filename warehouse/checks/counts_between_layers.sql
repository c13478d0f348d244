-- One row per thing whose count in one layer is not that of the rows it counts in another.
-- severity: error
-- says: Counts do not add up from one layer to the next.
-- do: Run `dateline replay --stage code --resume`, then `dateline publish`; if it fails again, restore a backup and report the key.
WITH
    codings AS (
        SELECT codings.coding_id AS key, 'mentions of a coding' AS counted, codings.mention_count::BIGINT AS said, count(mentions.coding_id) AS found
        FROM core.codings LEFT JOIN core.event_mentions AS mentions USING (coding_id)
        GROUP BY codings.coding_id, codings.mention_count
    ),
    readings AS (
        SELECT any_value(readings.capture_id) AS key, 'articles that readings name' AS counted, count(*) AS said, 0::BIGINT AS found
        FROM core.readings ANTI JOIN core.articles USING (article_id)
        WHERE readings.article_id IS NOT NULL
    ),
    events AS (
        SELECT
            events.event_id AS key, 'articles of an event' AS counted, events.number_of_articles::BIGINT AS said,
            count(DISTINCT mentions.article_id) AS found
        FROM core.events
            INNER JOIN core.event_reports AS reports USING (event_id)
            INNER JOIN core.event_mentions AS mentions ON mentions.mention_id = reports.mention_id
        WHERE events.status = 'active'
        GROUP BY events.event_id, events.number_of_articles
    )
SELECT * FROM codings WHERE said <> found
UNION ALL
SELECT * FROM readings WHERE said <> found
UNION ALL
SELECT * FROM events WHERE said <> found;
