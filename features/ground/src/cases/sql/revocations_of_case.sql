SELECT id, number, reason, basis, effective_on, hear_until, asked_by, answer, state, words
  FROM certificate_revocation
 WHERE region = $1 AND case_id = $2
 ORDER BY asked_at, id
