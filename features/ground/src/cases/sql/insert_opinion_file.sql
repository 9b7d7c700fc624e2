INSERT INTO case_opinion_file (region, case_id, opinion_id, file_name, content_type, sha256, content)
VALUES ($1, $2, $3, $4, $5, $6, $7)
