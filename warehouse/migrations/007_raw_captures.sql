-- One row per attempt to fetch a page.
CREATE TABLE raw.captures (
    capture_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    attempt INTEGER NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    final_url VARCHAR,
    http_status SMALLINT,
    content_type VARCHAR,
    body_bytes BIGINT NOT NULL,
    sha256 VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    listed_modified_at TIMESTAMPTZ,
    archive_file VARCHAR,
    archive_offset BIGINT,
    archive_length BIGINT
);

COMMENT ON TABLE raw.captures IS 'One row per attempt to fetch a page. Every attempt to fetch a page; those that brought a body point into the archive.';
COMMENT ON COLUMN raw.captures.capture_id IS 'Identifier of the attempt.';
COMMENT ON COLUMN raw.captures.run_id IS 'Run that fetched.';
COMMENT ON COLUMN raw.captures.source_id IS 'Source whose page it is.';
COMMENT ON COLUMN raw.captures.url IS 'Address that was asked for.';
COMMENT ON COLUMN raw.captures.url_key IS 'Identity of that address.';
COMMENT ON COLUMN raw.captures.attempt IS 'Number of the attempt for this address, from 1.';
COMMENT ON COLUMN raw.captures.fetched_at IS 'When it was fetched (UTC).';
COMMENT ON COLUMN raw.captures.outcome IS 'How the fetch ended; see raw.outcomes.';
COMMENT ON COLUMN raw.captures.reason IS 'What exactly was wrong, when something was.';
COMMENT ON COLUMN raw.captures.final_url IS 'Address that answered, after redirects.';
COMMENT ON COLUMN raw.captures.http_status IS 'Status code of the answer.';
COMMENT ON COLUMN raw.captures.content_type IS 'Content-Type of the answer.';
COMMENT ON COLUMN raw.captures.body_bytes IS 'Size of the body in bytes, after decompression.';
COMMENT ON COLUMN raw.captures.sha256 IS 'SHA-256 of the body.';
COMMENT ON COLUMN raw.captures.etag IS 'ETag of the answer.';
COMMENT ON COLUMN raw.captures.last_modified IS 'Last-Modified of the answer as the server wrote it.';
COMMENT ON COLUMN raw.captures.listed_modified_at IS 'Modification time that the way in claimed when the page was asked for (UTC); another one later brings a recheck.';
COMMENT ON COLUMN raw.captures.archive_file IS 'Archive file that holds the answer, relative to the archive folder.';
COMMENT ON COLUMN raw.captures.archive_offset IS 'Where the record begins in that file, in bytes.';
COMMENT ON COLUMN raw.captures.archive_length IS 'Length of the record, in bytes.';
