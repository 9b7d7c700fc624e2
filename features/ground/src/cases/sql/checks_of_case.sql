SELECT id, agency, about, evidence, state, due_on, found, hear_until_on, answer, answered_at, outcome, ended_at
  FROM case_check
 WHERE region = $1 AND case_id = $2
 ORDER BY opened_at, id
