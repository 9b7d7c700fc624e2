SELECT r.case_id, r.original_id, r.grounds, r.outcome, r.reason, r.decided_at
  FROM case_review r
 WHERE r.region = $1 AND (r.case_id = $2 OR r.original_id = $2)
 ORDER BY r.case_id
