-- One row per line taken out of a page's text.
MERGE INTO core.removed_lines AS kept
USING incoming_removed_lines AS new
ON kept.capture_id = new.capture_id AND kept.extractor_version = new.extractor_version AND kept.line_number = new.line_number
WHEN MATCHED AND kept IS DISTINCT FROM new THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME;

-- Of a page that was read again with other rules, the lines that nothing removes now.
DELETE FROM core.removed_lines AS kept
WHERE (capture_id, extractor_version) IN (SELECT (capture_id, extractor_version) FROM incoming_readings)
    AND (capture_id, extractor_version, line_number) NOT IN (
        SELECT (capture_id, extractor_version, line_number) FROM incoming_removed_lines
    );
