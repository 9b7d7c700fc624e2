SELECT id, kind, state, days, reason, asked_at, asked_by, asked_office, answer
  FROM case_ask
 WHERE region = $1 AND case_id = $2
 ORDER BY asked_at, id
