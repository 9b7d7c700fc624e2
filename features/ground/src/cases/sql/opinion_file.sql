SELECT file_name, content_type, content FROM case_opinion_file WHERE region = $1 AND case_id = $2 AND opinion_id = $3
