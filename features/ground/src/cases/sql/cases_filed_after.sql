SELECT region, id, number, digest, service, filed_at
  FROM case_file
 WHERE region >= $1 AND region < $2 AND playbook = $3 AND filed_at >= $4 AND filed_at < $5
   AND (region > $6 OR (region = $6 AND id > $7))
 ORDER BY region, id
 LIMIT $8
