SELECT region, case_id, fact, last_value
  FROM case_awaited
 WHERE (region > $1 OR (region = $1 AND (case_id > $2 OR (case_id = $2 AND fact > $3))))
   AND last_value IS NOT NULL AND last_value NOT LIKE 'sealed:%'
 ORDER BY region, case_id, fact
 LIMIT $4
