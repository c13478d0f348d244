-- One row per source that has brought no new article for longer than it should, or than it ever does.
-- severity: warning
-- says: A source has gone silent.
-- do: `dateline sources try ID` shows what it yields now. If it publishes that rarely, say so in sources.yaml: `expect: {within: 7d}`.
SELECT source_id, silent_h, silence_limit_h
FROM mart.source_health
WHERE state = 'silent';
