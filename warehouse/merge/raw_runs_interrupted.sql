-- Runs of a flow that began and never ended, once another run of it begins. One that is alive after all sets its status when it ends.
UPDATE raw.runs
SET status = 'interrupted'
WHERE flow = $flow AND run_id <> $run_id AND status = 'running';
