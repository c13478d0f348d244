-- One row per event or place whose latitude or longitude cannot be, or lacks the other.
-- severity: error
-- says: Coordinates are not on the globe.
SELECT event_id AS id, latitude, longitude
FROM core.events
WHERE abs(latitude) > 90 OR abs(longitude) > 180 OR (latitude IS NULL) <> (longitude IS NULL)
UNION ALL
SELECT mention_id, latitude, longitude
FROM core.mention_places
WHERE abs(latitude) > 90 OR abs(longitude) > 180 OR (latitude IS NULL) <> (longitude IS NULL);
