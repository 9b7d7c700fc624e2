SELECT assignee, assigned_note FROM case_step WHERE region = $1 AND case_id = $2 AND step = $3
