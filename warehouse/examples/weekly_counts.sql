-- How many events, and how many killed, were there each week in each country?
SELECT
    date_trunc('week', event_date)::DATE AS week_from,
    country,
    sum(events)::BIGINT AS events,
    sum(fatalities)::BIGINT AS fatalities
FROM mart.daily_counts
GROUP BY ALL
ORDER BY week_from DESC, country;
