-- One row per line taken out of a page's text.
CREATE TABLE core.removed_lines (
    capture_id VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    line_number INTEGER NOT NULL,
    line VARCHAR NOT NULL,
    rule VARCHAR NOT NULL
);

COMMENT ON TABLE core.removed_lines IS 'One row per line taken out of a page''s text. What was on a page and is not in the article''s text, with the rule that took it out.';
COMMENT ON COLUMN core.removed_lines.capture_id IS 'Capture that was read.';
COMMENT ON COLUMN core.removed_lines.extractor_version IS 'Version of the extractor that read it.';
COMMENT ON COLUMN core.removed_lines.line_number IS 'Order of the removed lines on the page, from 1.';
COMMENT ON COLUMN core.removed_lines.line IS 'The line that was removed.';
COMMENT ON COLUMN core.removed_lines.rule IS 'The rule that removed it.';
