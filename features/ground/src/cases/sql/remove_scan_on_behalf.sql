UPDATE case_on_behalf_scan SET removed_at = $4 WHERE region = $1 AND case_id = $2 AND id = $3 AND removed_at IS NULL
