SELECT id, number, reason, basis, effective_on, hear_until, asked_by, answer, state, words
  FROM certificate_revocation
 WHERE region = $1 AND number = $2 AND state = 'done'
 ORDER BY decided_at DESC, id LIMIT 1
