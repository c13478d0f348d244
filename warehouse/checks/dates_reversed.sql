-- One row per event or mention whose last day is before its first.
-- severity: error
-- says: An event ends before it begins.
-- do: Code the articles anew with `dateline replay --stage code`; if it fails again, report the key.
SELECT event_id AS id, date_start, date_end FROM core.events WHERE date_end < date_start
UNION ALL
SELECT mention_id, date_start, date_end FROM core.event_mentions WHERE date_end < date_start;
