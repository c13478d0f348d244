-- One row per state of an event: a state is added where it differs from the one before.
MERGE INTO core.event_versions AS kept
USING (
    WITH touched AS (
        SELECT event_id FROM incoming_events UNION SELECT unnest($retracted::VARCHAR[])
    ),
    reported AS (
        SELECT event_id, list({mention_id: mention_id, score: score, method: method} ORDER BY mention_id) AS reports
        FROM core.event_reports SEMI JOIN touched USING (event_id)
        GROUP BY ALL
    ),
    present AS (
        SELECT event_id, to_json(struct_insert(events, reports := coalesce(reported.reports, []))) AS snapshot
        FROM core.events SEMI JOIN touched USING (event_id) LEFT JOIN reported USING (event_id)
    ),
    past AS (
        SELECT event_id, max(version) AS version, arg_max(snapshot, version) AS snapshot
        FROM core.event_versions SEMI JOIN touched USING (event_id)
        GROUP BY ALL
    )
    SELECT
        event_id, coalesce(past.version, 0) + 1 AS version, $now::TIMESTAMPTZ AS valid_from,
        CASE
            WHEN past.version IS NULL THEN 'first reported'
            WHEN present.snapshot ->> 'status' = 'retracted' THEN 'no current report left'
            WHEN present.snapshot ->> 'status' = 'merged' THEN 'merged into ' || (present.snapshot ->> 'merged_into')
            ELSE $reason::VARCHAR
        END AS reason,
        present.snapshot
    FROM present LEFT JOIN past USING (event_id)
    WHERE past.snapshot::VARCHAR IS DISTINCT FROM present.snapshot::VARCHAR
) AS new
ON kept.event_id = new.event_id AND kept.version = new.version
WHEN NOT MATCHED THEN INSERT BY NAME
RETURNING merge_action;
