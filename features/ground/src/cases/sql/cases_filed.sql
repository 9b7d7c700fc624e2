SELECT region, id, number, playbook, digest, service, subject_id, subject_name, subject_code, state,
       filed_at, due_on, due_provisional, days_left_stopped, decided_at, updated_at, kind, mode, express
  FROM case_file
 WHERE filed_at IS NOT NULL AND filed_at >= $1 AND filed_at < $2
   AND region LIKE $3
   AND ($7 = '' OR service = $7)
   AND ($8 = '' OR EXISTS (SELECT 1 FROM case_step s WHERE s.region = case_file.region AND s.case_id = case_file.id
                           AND s.agency = $8 AND s.state <> 'waiting'))
   AND (region > $4 OR (region = $4 AND id > $5))
 ORDER BY region, id
 LIMIT $6
