-- One row per address of a source that was fetched before, of those given: when last (UTC).
SELECT url_key, max(fetched_at) AS fetched_at
FROM raw.captures
WHERE source_id = $source_id AND url_key IN (SELECT unnest($url_keys::VARCHAR[]))
GROUP BY url_key;
