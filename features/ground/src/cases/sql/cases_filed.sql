SELECT region, id, number, playbook, digest, service, subject_id, subject_name, subject_code, state,
       filed_at, due_on, due_provisional, days_left_stopped, decided_at, updated_at, kind, mode, express
  FROM case_file
 WHERE filed_at IS NOT NULL AND filed_at >= $1 AND filed_at < $2
   AND region LIKE $3
   AND (region > $4 OR (region = $4 AND id > $5))
 ORDER BY region, id
 LIMIT $6
