-- One row per source and address passed over. The first time stays.
INSERT INTO raw.passed_over BY NAME
SELECT * REPLACE ($since_day::DATE AS since_day, $until_day::DATE AS until_day)
FROM incoming_sightings ANTI JOIN raw.passed_over USING (source_id, url_key)
QUALIFY row_number() OVER (PARTITION BY source_id, url_key ORDER BY seen_at, way_in_url, url) = 1;
