-- One row per event or place whose latitude or longitude cannot be, or lacks the other.
-- severity: error
-- says: Coordinates are not on the globe.
-- do: Code the articles anew with `dateline replay --stage code`; a gazetteer that you added may hold such places.
SELECT event_id AS id, latitude, longitude
FROM core.events
WHERE abs(latitude) > 90 OR abs(longitude) > 180 OR (latitude IS NULL) <> (longitude IS NULL)
UNION ALL
SELECT mention_id, latitude, longitude
FROM core.mention_places
WHERE abs(latitude) > 90 OR abs(longitude) > 180 OR (latitude IS NULL) <> (longitude IS NULL);
