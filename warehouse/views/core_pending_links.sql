-- One row per mention still to be linked: it reports no standing event yet, or its event has lost another report.
CREATE OR REPLACE VIEW core.pending_links AS
WITH
    standing AS (
        SELECT mention_id, event_id FROM core.event_reports INNER JOIN core.events USING (event_id) WHERE status = 'active'
    ),
    lost AS (
        SELECT DISTINCT mention_id, event_id, article_id, sub_event_type, trigger_start
        FROM standing ANTI JOIN core.linkable_mentions USING (mention_id) INNER JOIN core.event_mentions USING (mention_id)
    ),
    unlinked AS (
        SELECT * FROM core.linkable_mentions ANTI JOIN standing USING (mention_id)
    ),
    -- What a corrected text, or a better coder, says in place of a mention that is gone is about the same event.
    heirs AS (
        SELECT unlinked.mention_id, lost.event_id
        FROM (SELECT *, row_number() OVER (PARTITION BY article_id, sub_event_type ORDER BY trigger_start) AS place FROM unlinked) AS unlinked
            INNER JOIN (
                SELECT *, row_number() OVER (PARTITION BY article_id, sub_event_type ORDER BY trigger_start) AS place FROM lost
            ) AS lost USING (article_id, sub_event_type, place)
    )
SELECT mention_id, coding_id, article_id, heirs.event_id, 'unlinked' AS why
FROM unlinked LEFT JOIN heirs USING (mention_id)
UNION ALL
SELECT mention_id, coding_id, article_id, standing.event_id, 'its event lost a report' AS why
FROM core.linkable_mentions INNER JOIN standing USING (mention_id)
WHERE standing.event_id IN (SELECT event_id FROM lost);

COMMENT ON VIEW core.pending_links IS 'One row per mention still to be linked: it reports no standing event yet, or its event has lost another report.';
COMMENT ON COLUMN core.pending_links.mention_id IS 'The mention.';
COMMENT ON COLUMN core.pending_links.coding_id IS 'The coding that found it.';
COMMENT ON COLUMN core.pending_links.article_id IS 'The article.';
COMMENT ON COLUMN core.pending_links.event_id IS 'The event that it reports, or that the mention reported in whose place it came. NULL: none.';
COMMENT ON COLUMN core.pending_links.why IS 'unlinked, or its event lost a report.';
