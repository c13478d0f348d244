-- One row per address that is not an article in the warehouse, with why.
SELECT source_id, url, outcome, coalesce(reason, sentence) AS why
FROM mart.fates
WHERE outcome IS DISTINCT FROM 'ok'
ORDER BY source_id, url;
