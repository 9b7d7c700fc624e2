UPDATE commitment_bar SET lifted_at = $4 WHERE region = $1 AND subject_id = $2 AND case_id = $3 AND lifted_at IS NULL
