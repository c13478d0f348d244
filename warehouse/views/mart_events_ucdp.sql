-- One row per event that stands, under UCDP GED's column names.
CREATE VIEW mart.events_ucdp AS
WITH
    told AS (
        SELECT
            reports.event_id,
            string_agg(DISTINCT coalesce(sources.name, articles.source_id), ';' ORDER BY coalesce(sources.name, articles.source_id)) AS source_office,
            min(articles.published_at)::DATE AS source_date,
            arg_min(articles.title, (coalesce(articles.published_at, articles.first_fetched_at), articles.article_id)) AS source_headline,
            arg_min(articles.canonical_url, (coalesce(articles.published_at, articles.first_fetched_at), articles.article_id)) AS source_article,
            string_agg(DISTINCT mentions.attributed_to, ';' ORDER BY mentions.attributed_to) AS source_original
        FROM core.event_reports AS reports
            INNER JOIN core.event_mentions AS mentions USING (mention_id)
            INNER JOIN core.articles AS articles ON articles.article_id = mentions.article_id
            LEFT JOIN raw.sources AS sources ON sources.source_id = articles.source_id
        WHERE mentions.superseded_at IS NULL
        GROUP BY ALL
    )
SELECT
    events.event_id AS id,
    year(events.date_start) AS year,
    CASE
        WHEN '3' IN allowed.types AND (events.side_a LIKE 'Civilians (%' OR events.side_b LIKE 'Civilians (%') THEN 3
        ELSE try_cast(allowed.types[1] AS TINYINT)
    END::TINYINT AS type_of_violence,
    coalesce(events.side_a, 'Unknown') || ' - ' || coalesce(events.side_b, 'Unknown') AS dyad_name,
    events.side_a,
    events.side_b,
    events.number_of_sources,
    told.source_article,
    told.source_office,
    told.source_date,
    told.source_headline,
    told.source_original,
    events.where_prec,
    events.place AS where_coordinates,
    events.adm_1,
    events.latitude,
    events.longitude,
    'POINT (' || events.longitude || ' ' || events.latitude || ')' AS geom_wkt,
    (least(floor((events.latitude + 90) * 2), 359) * 720 + least(floor((events.longitude + 180) * 2), 719) + 1)::INTEGER AS priogrid_gid,
    events.country,
    events.event_clarity,
    events.date_prec,
    events.date_start,
    events.date_end,
    events.best,
    events.high,
    events.low
FROM core.events
    LEFT JOIN (SELECT sub_event_type, string_split(ucdp_type_of_violence, '|') AS types FROM core.event_types) AS allowed USING (sub_event_type)
    LEFT JOIN told USING (event_id)
WHERE events.status = 'active'
ORDER BY events.date_start DESC NULLS LAST, events.event_id;

COMMENT ON VIEW mart.events_ucdp IS 'One row per event that stands, under UCDP GED''s column names. UCDP takes only events with a death into its own data; these are all, summaries (event_clarity 2) too: leave those out of sums. Identifiers of UCDP''s own conflicts, dyads and actors are not given.';
COMMENT ON COLUMN mart.events_ucdp.id IS 'Identifier of the event.';
COMMENT ON COLUMN mart.events_ucdp.year IS 'Year of date_start.';
COMMENT ON COLUMN mart.events_ucdp.type_of_violence IS 'UCDP''s: 1 state-based, 2 non-state, 3 one-sided, where a side is civilians; otherwise the first that ACLED''s type allows. NULL: none.';
COMMENT ON COLUMN mart.events_ucdp.dyad_name IS 'Both parties; Unknown for one that no text names.';
COMMENT ON COLUMN mart.events_ucdp.side_a IS 'First party. The order implies no guilt.';
COMMENT ON COLUMN mart.events_ucdp.side_b IS 'Second party.';
COMMENT ON COLUMN mart.events_ucdp.number_of_sources IS 'Independent sources: copies of one text and outlets of one owner count once.';
COMMENT ON COLUMN mart.events_ucdp.source_article IS 'Address of the first article that reports it.';
COMMENT ON COLUMN mart.events_ucdp.source_office IS 'Outlets that report it, separated by semicolons.';
COMMENT ON COLUMN mart.events_ucdp.source_date IS 'Day on which the first article that reports it was published (UTC).';
COMMENT ON COLUMN mart.events_ucdp.source_headline IS 'Headline of the first article that reports it.';
COMMENT ON COLUMN mart.events_ucdp.source_original IS 'Who the texts say it from, separated by semicolons. NULL: the outlets speak for themselves.';
COMMENT ON COLUMN mart.events_ucdp.where_prec IS 'UCDP''s: 1 the exact place, 2 within about 25 km, 3 second-order division, 4 first-order division, 5 linear or fuzzy, 6 country, 7 international.';
COMMENT ON COLUMN mart.events_ucdp.where_coordinates IS 'Name of the place that the coordinates are of.';
COMMENT ON COLUMN mart.events_ucdp.adm_1 IS 'First-order administrative division.';
COMMENT ON COLUMN mart.events_ucdp.latitude IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN mart.events_ucdp.longitude IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN mart.events_ucdp.geom_wkt IS 'The coordinates as well-known text.';
COMMENT ON COLUMN mart.events_ucdp.priogrid_gid IS 'Cell of PRIO-GRID: half a degree wide, numbered from 1 in the south-west, 720 to a row. Meant for events whose where_prec is 3 or less.';
COMMENT ON COLUMN mart.events_ucdp.country IS 'Country, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN mart.events_ucdp.event_clarity IS 'UCDP''s: 1 a single event, 2 a summary over several.';
COMMENT ON COLUMN mart.events_ucdp.date_prec IS 'UCDP''s: 1 day, 2 two to six days, 3 week, 4 month, 5 year or less precise.';
COMMENT ON COLUMN mart.events_ucdp.date_start IS 'First day on which it can have begun. NULL: unknown.';
COMMENT ON COLUMN mart.events_ucdp.date_end IS 'Last day on which it can have ended. NULL: unknown.';
COMMENT ON COLUMN mart.events_ucdp.best IS 'Killed, most likely number of persons. NULL: no number was given; this is not 0.';
COMMENT ON COLUMN mart.events_ucdp.high IS 'Killed, highest number of persons that the reports allow. NULL: no upper bound was given.';
COMMENT ON COLUMN mart.events_ucdp.low IS 'Killed, lowest number of persons that the reports allow. NULL: no number was given.';
