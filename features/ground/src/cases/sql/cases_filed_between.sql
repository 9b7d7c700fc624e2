SELECT region, id, number, playbook, digest, service, filed_at
FROM case_file
WHERE region >= $1 AND region < $2 AND playbook = $3 AND filed_at >= $4 AND filed_at < $5
ORDER BY filed_at DESC, region, id
LIMIT 501
