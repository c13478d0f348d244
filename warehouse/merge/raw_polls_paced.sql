-- One row per poll of a way in whose next turn was found: notes when that is, and why.
MERGE INTO raw.polls AS kept
USING incoming_paces AS new
ON kept.poll_id = new.poll_id
WHEN MATCHED AND (kept.next_poll_at, kept.wait_reason) IS DISTINCT FROM (new.next_poll_at, new.wait_reason)
    THEN UPDATE SET next_poll_at = new.next_poll_at, wait_reason = new.wait_reason;
