UPDATE case_file SET updated_at = updated_at WHERE region = $1 AND id = $2
