-- One row per flow run: notes how a run ended.
MERGE INTO raw.runs AS kept
USING (
    SELECT $run_id::VARCHAR AS run_id, $finished_at::TIMESTAMPTZ AS finished_at, $status::VARCHAR AS status, $counts::JSON AS counts
) AS new
ON kept.run_id = new.run_id
WHEN MATCHED AND (kept.finished_at, kept.status, kept.counts) IS DISTINCT FROM (new.finished_at, new.status, new.counts)
    THEN UPDATE SET finished_at = new.finished_at, status = new.status, counts = new.counts;
