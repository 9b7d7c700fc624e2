SELECT o.region, o.case_id, o.id, o.step, o.asking, o.agency, o.person, o.question, o.due_on, o.asked_at, o.state, o.answer, o.ended_at,
       f.file_name,
       c.number, c.subject_name
  FROM case_opinion o
  LEFT JOIN case_opinion_file f ON f.region = o.region AND f.case_id = o.case_id AND f.opinion_id = o.id
  JOIN case_file c ON c.region = o.region AND c.id = o.case_id
 WHERE o.region >= $1 AND o.region <= $2 AND o.agency = $3 AND (o.person IS NULL OR o.person = $4)
   AND ($5 = '' OR o.state = $5 OR ($5 = 'answered' AND o.state IN ('for', 'conditions', 'against')))
 ORDER BY CASE o.state WHEN 'asked' THEN 0 ELSE 1 END, o.due_on, o.asked_at, o.id
 LIMIT $6 OFFSET $7
