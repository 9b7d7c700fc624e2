INSERT INTO case_content (region, case_id, material_id, content) VALUES ($1, $2, $3, $4)
