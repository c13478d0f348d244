-- One row per standing event that no mention reports.
-- severity: error
-- says: An event stands without any report.
-- do: Run `dateline ingest` or `dateline replay --stage code --resume`, which link again; if it fails again, restore a backup.
SELECT event_id FROM core.events ANTI JOIN core.event_reports USING (event_id) WHERE status = 'active';
