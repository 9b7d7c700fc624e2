SELECT l.case_id, l.kind, l.other_id, l.reason, c.number, c.subject_id
  FROM case_link l
  JOIN case_file c ON c.region = l.region AND c.id = CASE WHEN l.case_id = $2 THEN l.other_id ELSE l.case_id END
 WHERE l.region = $1 AND (l.case_id = $2 OR l.other_id = $2)
 ORDER BY l.linked_at, l.case_id, l.other_id
