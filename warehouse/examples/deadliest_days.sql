-- Which were the deadliest days, and how sure are their figures?
SELECT event_date, country, events, fatalities_low, fatalities, fatalities_high, events_without_upper_bound, disputed_events
FROM mart.toll_per_day
ORDER BY fatalities DESC, event_date, country
LIMIT 20;
