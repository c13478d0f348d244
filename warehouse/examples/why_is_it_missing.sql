-- Why is an address that was seen no article in the warehouse?
SELECT url, state, outcome, sentence, attempts
FROM mart.fates
WHERE outcome IS DISTINCT FROM 'ok'
ORDER BY url;
