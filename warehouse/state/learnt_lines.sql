-- One row per source and line that its pages repeat.
SELECT source_id, line FROM core.learnt_lines ORDER BY source_id, line;
