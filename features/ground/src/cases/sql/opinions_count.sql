SELECT COUNT(*) AS found
  FROM case_opinion o
 WHERE o.region >= $1 AND o.region <= $2 AND o.agency = $3 AND (o.person IS NULL OR o.person = $4)
   AND ($5 = '' OR o.state = $5 OR ($5 = 'answered' AND o.state IN ('for', 'conditions', 'against')))
