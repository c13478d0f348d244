-- How many articles were left uncoded, in which language and why?
SELECT coalesce(language, 'unknown') AS language, uncoded_reason, count(*) AS articles, any_value(title) AS example
FROM mart.latest_articles
WHERE uncoded_reason IS NOT NULL
GROUP BY ALL
ORDER BY articles DESC, language, uncoded_reason;
