-- One row per address of a source that was fetched before, of those given: when last (UTC).
SELECT url_key, max(fetched_at) AS fetched_at
FROM raw.captures
WHERE source_id = $source_id AND list_contains($url_keys, url_key)
GROUP BY url_key;
