SELECT region, source, subject, fact, value
  FROM source_fact
 WHERE (region > $1 OR (region = $1 AND (source > $2 OR (source = $2 AND (subject > $3 OR (subject = $3 AND fact > $4))))))
   AND value IS NOT NULL AND value NOT LIKE 'sealed:%'
 ORDER BY region, source, subject, fact
 LIMIT $5
