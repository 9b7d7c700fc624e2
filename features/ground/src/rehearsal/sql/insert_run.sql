INSERT INTO rehearsal_run (region, id, proposal, playbook, version, digest, from_on, to_on, state, total, judged, differ,
                           worked_us, result, after_region, after_id, started_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, '', '', '', $11)
