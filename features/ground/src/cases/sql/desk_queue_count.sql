SELECT COUNT(*) AS found
  FROM case_step s
  JOIN case_file c ON c.region = s.region AND c.id = s.case_id
 WHERE s.region >= $1 AND s.region <= $2
   AND s.agency = $3
   AND (1 = 1)
   AND s.state <> 'waiting'
   AND c.state <> 'draft'
   AND ($4 = '' OR s.state = $4)
   AND ($5 = '' OR lower(c.subject_name) LIKE $5 OR lower(c.subject_code) LIKE $5 OR lower(c.number) LIKE $5)
   AND ($6 = '' OR c.service = $6)
