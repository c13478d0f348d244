-- One row per source and address seen. The first sight stays; its way in keeps the word on title and publication, any may date a change.
MERGE INTO raw.sightings AS kept
USING (
    WITH shown AS (
        SELECT
            * REPLACE (
                max(modified_at) OVER (PARTITION BY source_id, url_key) AS modified_at,
                bool_and(by_backfill) OVER (PARTITION BY source_id, url_key) AS by_backfill
            )
        FROM incoming_sightings
        QUALIFY row_number() OVER (PARTITION BY source_id, url_key ORDER BY seen_at, way_in_url, url) = 1
    )
    SELECT
        shown.* REPLACE (
            if(shown.way_in_url = known.way_in_url, coalesce(shown.title, known.title), coalesce(known.title, shown.title)) AS title,
            if(
                shown.way_in_url = known.way_in_url,
                coalesce(shown.published_at, known.published_at),
                coalesce(known.published_at, shown.published_at)
            ) AS published_at,
            -- The later claim wins: two ways in that disagree must not send us back and forth.
            greatest(known.modified_at, shown.modified_at) AS modified_at,
            shown.by_backfill AND coalesce(known.by_backfill, true) AS by_backfill
        )
    FROM shown LEFT JOIN raw.sightings AS known USING (source_id, url_key)
) AS new
ON kept.source_id = new.source_id AND kept.url_key = new.url_key
WHEN MATCHED
    AND (kept.title, kept.published_at, kept.modified_at, kept.by_backfill)
        IS DISTINCT FROM (new.title, new.published_at, new.modified_at, new.by_backfill)
    THEN UPDATE SET title = new.title, published_at = new.published_at, modified_at = new.modified_at, by_backfill = new.by_backfill
WHEN NOT MATCHED THEN INSERT BY NAME
RETURNING merge_action;
