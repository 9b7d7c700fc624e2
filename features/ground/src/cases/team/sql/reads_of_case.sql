SELECT reader, read_at FROM case_message_read WHERE region = $1 AND case_id = $2
