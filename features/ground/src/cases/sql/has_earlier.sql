SELECT id FROM case_file
 WHERE region = $1 AND subject_id = $2 AND id <> $3 AND kind = $4 AND filed_at IS NOT NULL
 LIMIT 1
