-- Who is reported against whom, in how many events, with how many killed?
SELECT actor1, actor2, count(*) AS events, sum(fatalities)::BIGINT AS fatalities, min(event_date) AS first_day, max(event_date) AS last_day
FROM mart.events
WHERE actor1 IS NOT NULL AND actor2 IS NOT NULL AND NOT is_summary
GROUP BY ALL
ORDER BY events DESC, actor1, actor2;
