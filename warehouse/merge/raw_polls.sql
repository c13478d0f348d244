-- One row per feed, sitemap or listing fetched. Runs before the sightings are merged: an address is new when it is not among them.
MERGE INTO raw.polls AS kept
USING (
    WITH fresh AS (
        SELECT source_id, url_key, arg_min(way_in_url, (seen_at, way_in_url)) AS way_in_url
        FROM incoming_sightings ANTI JOIN raw.sightings USING (source_id, url_key)
        GROUP BY ALL
    ),
    counted AS (
        SELECT source_id, way_in_url AS url, count(*) AS new_urls FROM fresh GROUP BY ALL
    ),
    recognised AS (
        SELECT source_id, way_in_url AS url, count(*) AS known_urls
        FROM incoming_listed SEMI JOIN raw.sightings USING (source_id, url_key)
        GROUP BY ALL
    )
    SELECT
        polls.* REPLACE (
            coalesce(counted.new_urls, 0) AS new_urls,
            if(polls.since_day IS NULL, coalesce(recognised.known_urls, 0), NULL) AS known_urls
        )
    FROM incoming_polls AS polls LEFT JOIN counted USING (source_id, url) LEFT JOIN recognised USING (source_id, url)
) AS new
ON kept.poll_id = new.poll_id
WHEN NOT MATCHED THEN INSERT BY NAME;
