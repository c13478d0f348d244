-- One row per mention still to be linked (is_new), and per linked mention of an event that could be the same as one of theirs:
-- in the same country within a week of each other, or told by a copy of the same text. event_id: what it reports already.
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
    new_countries AS (
        SELECT mention_id, coding_id, list(DISTINCT country) FILTER (country IS NOT NULL) AS found
        FROM new LEFT JOIN core.mention_places USING (mention_id, coding_id)
        GROUP BY ALL
    ),
    blocks AS (
        SELECT DISTINCT
            -- An event without a country can lie in any, and so can a mention without one.
            unnest(list_append(coalesce(found, (SELECT list(country) FROM countries), []), '')) AS country,
            -- A date well after publication is a misread one: the linker goes by the publication then.
            if(date_start > published_at::DATE + 1, published_at::DATE, coalesce(date_start, date_end, published_at::DATE)) - 7 AS first_day,
            coalesce(greatest(date_end, date_start), published_at::DATE) + 7 AS last_day
        FROM new INNER JOIN new_countries USING (mention_id, coding_id)
    ),
    candidates AS (
        SELECT event_id
        FROM core.events AS events INNER JOIN blocks ON coalesce(events.country, '') = blocks.country
        WHERE events.status = 'active'
            AND coalesce(events.date_start <= blocks.last_day, true)
            AND coalesce(events.date_end >= blocks.first_day, true)
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
