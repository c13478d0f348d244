-- One row per archived capture to read.
-- Those that the run $run_id made come first, then others, each in the order of fetching, so that the versions of an article follow each
-- other. $most_others bounds the others, such as what a backfill that was stopped left behind.
-- $again: every one but those that the extractor $not_by has read; otherwise those that are pending, or, $only_outdated, those
-- of them that were read before.
SELECT
    captures.*,
    sightings.url AS listed_url,
    sightings.kind AS listed_kind,
    sightings.way_in_url AS listed_way_in_url,
    sightings.seen_at AS listed_seen_at,
    sightings.title AS listed_title,
    sightings.published_at AS listed_published_at,
    sightings.modified_at AS sighting_modified_at
FROM raw.captures LEFT JOIN raw.sightings USING (source_id, url_key)
WHERE (captures.outcome = 'ok' OR captures.http_status >= 400)
    AND captures.archive_file IS NOT NULL
    AND ($source_ids IS NULL OR list_contains($source_ids, captures.source_id))
    AND ($since IS NULL OR captures.fetched_at >= $since::TIMESTAMPTZ)
    AND if(
        $again,
        captures.capture_id NOT IN (SELECT capture_id FROM core.readings WHERE extractor_version = $not_by),
        captures.capture_id IN (SELECT capture_id FROM core.pending_reads WHERE is_again OR NOT $only_outdated)
    )
QUALIFY captures.run_id = $run_id
    OR $most_others IS NULL
    OR row_number() OVER (PARTITION BY captures.run_id = $run_id ORDER BY captures.fetched_at, captures.capture_id) <= $most_others
ORDER BY captures.run_id = $run_id DESC, captures.fetched_at, captures.capture_id
LIMIT $most;
