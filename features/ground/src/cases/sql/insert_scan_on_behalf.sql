INSERT INTO case_on_behalf_scan (region, case_id, id, file_name, content_type, size_bytes, sha256, added_at, content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
