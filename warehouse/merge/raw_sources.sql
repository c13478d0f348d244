-- One row per source ever configured: the latest configuration counts, and says which sources there still are.
MERGE INTO raw.sources AS kept
USING (
    SELECT
        incoming_sources.* REPLACE (
            true AS is_configured,
            if(known.config_hash = incoming_sources.config_hash, known.configured_at, $now::TIMESTAMPTZ) AS configured_at
        )
    FROM incoming_sources LEFT JOIN raw.sources AS known USING (source_id)
) AS new
ON kept.source_id = new.source_id
WHEN MATCHED AND kept IS DISTINCT FROM new THEN UPDATE BY NAME
WHEN NOT MATCHED THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE AND kept.is_configured IS DISTINCT FROM false THEN UPDATE SET is_configured = false;
