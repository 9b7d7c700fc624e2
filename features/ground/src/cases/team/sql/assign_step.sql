UPDATE case_step SET assignee = $4, assigned_note = $5
 WHERE region = $1 AND case_id = $2 AND step = $3
