-- One row per event that stood at a moment, as it was then; mart.events_as_of(TIMESTAMPTZ).
CREATE OR REPLACE MACRO mart.events_as_of(moment) AS TABLE
WITH
    then_valid AS (
        SELECT event_id, version, valid_from, reason, snapshot
        FROM core.event_versions
        WHERE valid_from <= moment::TIMESTAMPTZ
        QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY version DESC) = 1
    )
SELECT
    event_id,
    version,
    valid_from,
    reason,
    (snapshot ->> 'date_start')::DATE AS event_date,
    (snapshot ->> 'date_end')::DATE AS date_end,
    snapshot ->> 'event_type' AS event_type,
    snapshot ->> 'sub_event_type' AS sub_event_type,
    snapshot ->> 'side_a' AS actor1,
    snapshot ->> 'side_b' AS actor2,
    snapshot ->> 'country' AS country,
    snapshot ->> 'adm_1' AS admin1,
    snapshot ->> 'place' AS location,
    (snapshot ->> 'latitude')::DOUBLE AS latitude,
    (snapshot ->> 'longitude')::DOUBLE AS longitude,
    (snapshot ->> 'low')::BIGINT AS fatalities_low,
    (snapshot ->> 'best')::BIGINT AS fatalities,
    (snapshot ->> 'high')::BIGINT AS fatalities_high,
    (snapshot ->> 'disputed')::BOOLEAN AS disputed,
    (snapshot ->> 'number_of_sources')::INTEGER AS number_of_sources,
    (snapshot ->> 'number_of_articles')::INTEGER AS number_of_articles
FROM then_valid
WHERE snapshot ->> 'status' = 'active';

COMMENT ON MACRO TABLE mart.events_as_of IS 'One row per event that stood at a moment, as it was then: SELECT * FROM mart.events_as_of(TIMESTAMPTZ ''2026-03-01 00:00Z''). What was merged or retracted later is there; what was found later is not.';
