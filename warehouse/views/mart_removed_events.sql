-- One row per event that no longer stands: merged into another, or retracted.
CREATE VIEW mart.removed_events AS
SELECT events.event_id, events.status, events.merged_into, max(versions.valid_from) AS changed_at, arg_max(versions.reason, versions.version) AS reason
FROM core.events LEFT JOIN core.event_versions AS versions USING (event_id)
WHERE events.status <> 'active'
GROUP BY events.event_id, events.status, events.merged_into
ORDER BY events.event_id;

COMMENT ON VIEW mart.removed_events IS 'One row per event that no longer stands: merged into another, or retracted. Who keeps a copy of the events takes these out of it.';
COMMENT ON COLUMN mart.removed_events.event_id IS 'Identifier of the event.';
COMMENT ON COLUMN mart.removed_events.status IS 'merged: another event has its reports; retracted: no current report is left.';
COMMENT ON COLUMN mart.removed_events.merged_into IS 'The event that has its reports now. NULL: it was retracted.';
COMMENT ON COLUMN mart.removed_events.changed_at IS 'When that came to be known here (UTC).';
COMMENT ON COLUMN mart.removed_events.reason IS 'What brought it about.';
