-- One row per event whose point lies more than a degree outside the box around its country.
-- The rule: core.country_boxes holds every place that the gazetteer knows in the country; an event that is placed as exactly as a
-- first-order division (where_prec 1 to 4) lies in that box, widened by a degree on each side. Seas and regions are left out.
-- severity: warning
-- says: An event lies outside its country, by more than a degree from any place known there.
-- do: Look at its place in mart.events and core.mention_places: one of country, latitude and longitude is wrong.
SELECT event_id, country, latitude, longitude, south, west, north, east
FROM core.events INNER JOIN core.country_boxes USING (country)
WHERE status = 'active' AND where_prec <= 4
    AND (
        latitude < south - 1 OR latitude > north + 1
        -- Degrees east of the box's western side, so that a box across the 180th meridian is one too.
        OR (longitude - west + 1 + 720) % 360 > (east - west + 720) % 360 + 2
    );
