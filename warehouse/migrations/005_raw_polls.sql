-- One row per feed, sitemap or listing fetched.
CREATE TABLE raw.polls (
    poll_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    polled_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    http_status SMALLINT,
    etag VARCHAR,
    last_modified VARCHAR,
    listed_urls INTEGER NOT NULL,
    new_urls INTEGER NOT NULL,
    body_bytes BIGINT NOT NULL,
    archive_file VARCHAR,
    archive_offset BIGINT,
    archive_length BIGINT
);

COMMENT ON TABLE raw.polls IS 'One row per feed, sitemap or listing fetched. Every look at a way in.';
COMMENT ON COLUMN raw.polls.poll_id IS 'Identifier of the poll.';
COMMENT ON COLUMN raw.polls.run_id IS 'Run that polled.';
COMMENT ON COLUMN raw.polls.source_id IS 'Source whose way in it is.';
COMMENT ON COLUMN raw.polls.kind IS 'feed, sitemap, news_sitemap, listing, urls or warc.';
COMMENT ON COLUMN raw.polls.url IS 'Address of the way in.';
COMMENT ON COLUMN raw.polls.polled_at IS 'When it was fetched (UTC).';
COMMENT ON COLUMN raw.polls.outcome IS 'How the fetch ended; see raw.outcomes.';
COMMENT ON COLUMN raw.polls.reason IS 'What exactly was wrong, when something was.';
COMMENT ON COLUMN raw.polls.http_status IS 'Status code of the answer.';
COMMENT ON COLUMN raw.polls.etag IS 'ETag of the answer, sent back on the next poll.';
COMMENT ON COLUMN raw.polls.last_modified IS 'Last-Modified of the answer as the server wrote it, sent back on the next poll.';
COMMENT ON COLUMN raw.polls.listed_urls IS 'Addresses that the way in listed.';
COMMENT ON COLUMN raw.polls.new_urls IS 'Addresses among them that no way in of the source had shown before.';
COMMENT ON COLUMN raw.polls.body_bytes IS 'Size of the body in bytes, after decompression.';
COMMENT ON COLUMN raw.polls.archive_file IS 'Archive file that holds the answer, relative to the archive folder.';
COMMENT ON COLUMN raw.polls.archive_offset IS 'Where the record begins in that file, in bytes.';
COMMENT ON COLUMN raw.polls.archive_length IS 'Length of the record, in bytes.';
