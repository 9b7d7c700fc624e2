SELECT region, id, number, playbook, digest, service, subject_id, subject_name, subject_code, state,
       filed_at, due_on, due_provisional, days_left_stopped, decided_at, updated_at, kind, mode, express
  FROM case_file
 WHERE region = $1 AND subject_id = $2
   AND (1 = 1)
 ORDER BY updated_at DESC, id DESC
 LIMIT 500
