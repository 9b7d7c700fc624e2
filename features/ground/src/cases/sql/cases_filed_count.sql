SELECT COUNT(*) AS n
  FROM case_file
 WHERE region >= $1 AND region < $2 AND playbook = $3 AND filed_at >= $4 AND filed_at < $5
