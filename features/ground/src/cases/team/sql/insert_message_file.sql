INSERT INTO case_message_file (region, case_id, message_id, content) VALUES ($1, $2, $3, $4)
