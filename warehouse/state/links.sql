-- One row per mention still to be linked (is_new), and per linked mention of an event that could be the same as one of theirs:
-- in the same country within a week and, where both have an exact place, some 100 km of each other, or told by a copy of the same
-- text. event_id: what it reports already.
WITH
    new AS MATERIALIZED (
        SELECT pending.mention_id, pending.coding_id, pending.event_id, articles.story_id, articles.published_at, mentions.date_start, mentions.date_end
        FROM core.pending_links AS pending
            INNER JOIN core.event_mentions AS mentions USING (mention_id, coding_id)
            INNER JOIN core.articles AS articles ON articles.article_id = pending.article_id
    ),
    countries AS (
        SELECT DISTINCT country FROM core.events WHERE country IS NOT NULL
    ),
    new_places AS (
        SELECT
            mention_id, coding_id,
            list(DISTINCT country) FILTER (country IS NOT NULL) AS found,
            list(DISTINCT {latitude: latitude, longitude: longitude}) FILTER (where_prec <= 3 AND latitude IS NOT NULL) AS points
        FROM new LEFT JOIN core.mention_places USING (mention_id, coding_id)
        GROUP BY ALL
    ),
    by_country AS (
        SELECT
            -- An event without a country can lie in any, and so can a mention without one.
            unnest(list_append(coalesce(found, (SELECT list(country) FROM countries), []), '')) AS country,
            -- A date well after publication is a misread one: the linker goes by the publication then.
            if(date_start > published_at::DATE + 1, published_at::DATE, coalesce(date_start, date_end, published_at::DATE)) - 7 AS first_day,
            coalesce(greatest(date_end, date_start), published_at::DATE) + 7 AS last_day,
            -- Where only a region is known, it may be any place in it.
            coalesce(points, [NULL]) AS points
        FROM new INNER JOIN new_places USING (mention_id, coding_id)
    ),
    blocks AS MATERIALIZED (
        SELECT DISTINCT country, first_day, last_day, unnest(points) AS point FROM by_country
    ),
    -- An event of one day is found by its day, which an index of days does fast; the few others by comparing.
    block_days AS (
        SELECT country, point, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
        FROM blocks
        WHERE last_day - first_day <= 62
    ),
    active AS (
        SELECT
            event_id, coalesce(country, '') AS country, date_start, date_end,
            if(where_prec <= 3, latitude, NULL) AS latitude, if(where_prec <= 3, longitude, NULL) AS longitude
        FROM core.events
        WHERE status = 'active'
    ),
    candidates AS (
        SELECT event_id
        FROM active INNER JOIN block_days AS blocks ON active.country = blocks.country AND active.date_start = blocks.day
        WHERE active.date_start = active.date_end
            AND coalesce(abs(active.latitude - blocks.point.latitude) <= 1, true)
            AND coalesce(abs(active.longitude - blocks.point.longitude) <= 1.5, true)
        UNION
        SELECT event_id
        FROM active INNER JOIN blocks ON active.country = blocks.country
        WHERE (active.date_start IS DISTINCT FROM active.date_end OR active.date_start IS NULL OR last_day - first_day > 62)
            AND coalesce(active.date_start <= blocks.last_day, true)
            AND coalesce(active.date_end >= blocks.first_day, true)
            AND coalesce(abs(active.latitude - blocks.point.latitude) <= 1, true)
            AND coalesce(abs(active.longitude - blocks.point.longitude) <= 1.5, true)
        UNION
        SELECT event_id FROM new WHERE event_id IS NOT NULL
        UNION
        SELECT event_id
        FROM core.event_reports
            INNER JOIN core.linkable_mentions USING (mention_id)
            INNER JOIN core.articles USING (article_id)
        WHERE story_id IN (SELECT story_id FROM new)
    ),
    wanted AS MATERIALIZED (
        SELECT mention_id, coding_id, true AS is_new, event_id, 1.0 AS score, 'in place of an earlier mention' AS method FROM new
        UNION ALL
        SELECT mention_id, coding_id, false AS is_new, event_id, score, method
        FROM core.event_reports SEMI JOIN candidates USING (event_id) INNER JOIN core.linkable_mentions USING (mention_id)
        WHERE mention_id NOT IN (SELECT mention_id FROM new)
    ),
    places AS (
        SELECT mention_id, coding_id, list(places ORDER BY place_number) AS places
        FROM core.mention_places AS places SEMI JOIN wanted USING (mention_id, coding_id)
        GROUP BY ALL
    ),
    actors AS (
        SELECT mention_id, coding_id, list(actors ORDER BY actor_number) AS actors
        FROM core.mention_actors AS actors SEMI JOIN wanted USING (mention_id, coding_id)
        GROUP BY ALL
    ),
    claims AS (
        SELECT mention_id, coding_id, list(claims ORDER BY claim_number) AS casualties
        FROM core.casualty_claims AS claims SEMI JOIN wanted USING (mention_id, coding_id)
        GROUP BY ALL
    )
SELECT
    wanted.is_new,
    wanted.event_id,
    wanted.score,
    wanted.method,
    mentions.*,
    articles.source_id,
    coalesce(sources.owner_group, articles.source_id) AS owner_group,
    coalesce(articles.story_id, articles.article_id) AS story_id,
    articles.published_at,
    coalesce(places.places, []) AS places,
    coalesce(actors.actors, []) AS actors,
    coalesce(claims.casualties, []) AS casualties
FROM wanted
    INNER JOIN core.event_mentions AS mentions USING (mention_id, coding_id)
    INNER JOIN core.articles AS articles ON articles.article_id = mentions.article_id
    LEFT JOIN raw.sources AS sources ON sources.source_id = articles.source_id
    LEFT JOIN places USING (mention_id, coding_id)
    LEFT JOIN actors USING (mention_id, coding_id)
    LEFT JOIN claims USING (mention_id, coding_id)
ORDER BY articles.published_at NULLS LAST, mentions.mention_id;
