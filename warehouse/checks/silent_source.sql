-- One row per source that has brought no new article for longer than it should, or than it ever does.
-- severity: warning
-- says: A source has gone silent.
-- do: `dateline sources try ID` shows what it yields now. If it publishes that rarely, say so in sources.yaml: `expect: {within: 7d}`.
SELECT source_id, round(silent_s / 3600, 1) AS silent_h, round(silence_limit_s / 3600, 1) AS silence_limit_h
FROM core.silence
WHERE is_silent;
