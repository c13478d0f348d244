-- How many days after an event does each outlet first report it?
SELECT source, count(*) AS events, median(days) AS median_days, max(days) AS longest_days
FROM (
    SELECT claims.source, events.event_id, min(date_diff('day', events.date_end, claims.published_at::DATE)) AS days
    FROM mart.events AS events INNER JOIN mart.casualty_claims AS claims USING (event_id)
    WHERE events.time_precision = 1 AND claims.published_at IS NOT NULL
    GROUP BY ALL
)
GROUP BY ALL
ORDER BY median_days, source;
