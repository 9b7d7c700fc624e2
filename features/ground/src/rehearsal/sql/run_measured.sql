SELECT region, id, proposal, playbook, version, digest, from_on, to_on, state, total, judged, differ, worked_us, result,
       after_region, after_id, started_at
  FROM rehearsal_run
 WHERE region = $1 AND worked_us > 0
 ORDER BY judged DESC, id
 LIMIT 1
