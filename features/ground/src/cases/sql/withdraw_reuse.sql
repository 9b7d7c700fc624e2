UPDATE case_reuse SET withdrawn_at = $5, withdrawn_by = $6
 WHERE region = $1 AND case_id = $2 AND kind = $3 AND name = $4 AND withdrawn_at IS NULL
