SELECT DISTINCT c.service, c.digest, c.region
  FROM case_step s
  JOIN case_file c ON c.region = s.region AND c.id = s.case_id
 WHERE s.region >= $1 AND s.region <= $2
   AND s.agency = $3
   AND (1 = 1)
   AND s.state IN ('open', 'correction')
 ORDER BY c.service, c.digest, c.region
 LIMIT 200
