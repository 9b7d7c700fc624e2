SELECT case_id, kind, other_id
  FROM case_link
 WHERE region = $1 AND (case_id = $2 OR other_id = $2)
 ORDER BY linked_at, case_id, other_id
