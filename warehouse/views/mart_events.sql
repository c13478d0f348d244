-- One row per event that stands: neither merged into another nor retracted.
CREATE VIEW mart.events AS
WITH
    told AS (
        SELECT
            reports.event_id,
            string_agg(DISTINCT coalesce(sources.name, articles.source_id), '; ' ORDER BY coalesce(sources.name, articles.source_id)) AS source,
            list(DISTINCT articles.canonical_url ORDER BY articles.canonical_url) AS urls,
            min(articles.first_fetched_at) AS first_reported_at,
            arg_min(
                substr(versions.text, mentions.char_start + 1, mentions.char_end - mentions.char_start),
                (coalesce(articles.published_at, articles.first_fetched_at), mentions.mention_id)
            ) AS notes
        FROM core.event_reports AS reports
            INNER JOIN core.event_mentions AS mentions USING (mention_id)
            INNER JOIN core.articles AS articles ON articles.article_id = mentions.article_id
            INNER JOIN core.article_versions AS versions
                ON versions.article_id = mentions.article_id AND versions.version = mentions.article_version
            LEFT JOIN raw.sources AS sources ON sources.source_id = articles.source_id
        WHERE mentions.superseded_at IS NULL
        GROUP BY ALL
    )
SELECT
    events.event_id,
    events.date_start AS event_date,
    year(events.date_start) AS year,
    CASE WHEN events.date_prec = 1 THEN 1 WHEN events.date_prec <= 3 THEN 2 WHEN events.date_prec IS NOT NULL THEN 3 END AS time_precision,
    events.date_end,
    events.event_type,
    events.sub_event_type,
    events.side_a AS actor1,
    events.side_b AS actor2,
    events.country,
    events.adm_1 AS admin1,
    events.place AS location,
    events.latitude,
    events.longitude,
    CASE WHEN events.where_prec = 1 THEN 1 WHEN events.where_prec <= 3 THEN 2 WHEN events.where_prec IS NOT NULL THEN 3 END AS geo_precision,
    events.best AS fatalities,
    events.low AS fatalities_low,
    events.high AS fatalities_high,
    events.wounded_best AS wounded,
    events.wounded_low,
    events.wounded_high,
    events.disputed,
    events.number_of_sources,
    events.number_of_articles,
    events.event_clarity = 2 AS is_summary,
    told.source,
    told.notes,
    told.urls,
    told.first_reported_at
FROM core.events LEFT JOIN told USING (event_id)
WHERE events.status = 'active'
ORDER BY events.date_start DESC NULLS LAST, events.event_id;

COMMENT ON VIEW mart.events IS 'One row per event that stands, under ACLED''s column names. A summary (is_summary) counts over several events: leave it out of sums. Silence is not peace: see mart.source_health for what was read.';
COMMENT ON COLUMN mart.events.event_id IS 'Identifier of the event.';
COMMENT ON COLUMN mart.events.event_date IS 'Day of the event, or the first of the days on which it can have begun. NULL: unknown.';
COMMENT ON COLUMN mart.events.year IS 'Year of event_date.';
COMMENT ON COLUMN mart.events.time_precision IS 'ACLED''s: 1 the day is known, 2 the week, 3 the month or less.';
COMMENT ON COLUMN mart.events.date_end IS 'Last day on which it can have ended.';
COMMENT ON COLUMN mart.events.event_type IS 'ACLED''s event type.';
COMMENT ON COLUMN mart.events.sub_event_type IS 'ACLED''s sub-event type.';
COMMENT ON COLUMN mart.events.actor1 IS 'First party. The order implies no guilt.';
COMMENT ON COLUMN mart.events.actor2 IS 'Second party.';
COMMENT ON COLUMN mart.events.country IS 'Country, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN mart.events.admin1 IS 'First-order administrative division.';
COMMENT ON COLUMN mart.events.location IS 'Name of the place.';
COMMENT ON COLUMN mart.events.latitude IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN mart.events.longitude IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN mart.events.geo_precision IS 'ACLED''s: 1 the place itself, 2 near it or its district, 3 its province or less.';
COMMENT ON COLUMN mart.events.fatalities IS 'Killed, most likely number of persons. NULL: no number was given; this is not 0.';
COMMENT ON COLUMN mart.events.fatalities_low IS 'Killed, lowest number of persons that the reports allow. NULL: no number was given.';
COMMENT ON COLUMN mart.events.fatalities_high IS 'Killed, highest number of persons that the reports allow. NULL: no upper bound was given.';
COMMENT ON COLUMN mart.events.wounded IS 'Wounded, most likely number of persons. NULL: no number was given.';
COMMENT ON COLUMN mart.events.wounded_low IS 'Wounded, lowest number of persons that the reports allow. NULL: no number was given.';
COMMENT ON COLUMN mart.events.wounded_high IS 'Wounded, highest number of persons that the reports allow. NULL: no upper bound was given.';
COMMENT ON COLUMN mart.events.disputed IS 'Whether the sides'' figures contradict each other: see mart.casualty_claims.';
COMMENT ON COLUMN mart.events.number_of_sources IS 'Independent sources: copies of one text and outlets of one owner count once.';
COMMENT ON COLUMN mart.events.number_of_articles IS 'Articles that report it.';
COMMENT ON COLUMN mart.events.is_summary IS 'Whether the reports sum up several events.';
COMMENT ON COLUMN mart.events.source IS 'Names of the outlets that report it.';
COMMENT ON COLUMN mart.events.notes IS 'The words of the earliest report.';
COMMENT ON COLUMN mart.events.urls IS 'Addresses of the articles that report it.';
COMMENT ON COLUMN mart.events.first_reported_at IS 'When the first of its articles was fetched (UTC).';
