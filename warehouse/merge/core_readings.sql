-- One row per capture and version of the extractor.
MERGE INTO core.readings AS kept
USING incoming_readings AS new
ON kept.capture_id = new.capture_id AND kept.extractor_version = new.extractor_version
WHEN MATCHED AND (kept.outcome, kept.reason, kept.article_id) IS DISTINCT FROM (new.outcome, new.reason, new.article_id)
    THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME;
