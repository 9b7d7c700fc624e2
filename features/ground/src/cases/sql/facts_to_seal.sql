SELECT region, case_id, fact, value
  FROM case_fact
 WHERE (region > $1 OR (region = $1 AND (case_id > $2 OR (case_id = $2 AND fact > $3))))
   AND kind = 'text' AND value NOT LIKE 'sealed:%'
 ORDER BY region, case_id, fact
 LIMIT $4
