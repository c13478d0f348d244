-- One row per mention of the articles that were coded now: it is superseded when its coding is.
MERGE INTO core.event_mentions AS kept
USING (
    SELECT coding_id, superseded_at FROM core.codings SEMI JOIN incoming_codings USING (article_id)
) AS new
ON kept.coding_id = new.coding_id
WHEN MATCHED AND kept.superseded_at IS DISTINCT FROM new.superseded_at THEN UPDATE SET superseded_at = new.superseded_at;
