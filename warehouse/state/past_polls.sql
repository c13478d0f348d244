-- One row per look at a way in of a source, of the latest 200 for each, oldest first; a look takes in the parts that it led to.
SELECT
    way_in_url AS url,
    any_value(polled_at) FILTER (url = way_in_url) AS polled_at,
    any_value(outcome) FILTER (url = way_in_url) AS outcome,
    sum(listed_urls)::BIGINT AS listed_urls,
    sum(new_urls)::BIGINT AS new_urls,
    any_value(fresh_for_s) FILTER (url = way_in_url) AS fresh_for_s,
    max(retry_after_s) AS retry_after_s
FROM raw.polls
WHERE source_id = $source_id AND way_in_url IS NOT NULL AND since_day IS NULL
GROUP BY way_in_url, run_id
HAVING any_value(polled_at) FILTER (url = way_in_url) IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY way_in_url ORDER BY any_value(polled_at) FILTER (url = way_in_url) DESC) <= 200
ORDER BY url, polled_at;
