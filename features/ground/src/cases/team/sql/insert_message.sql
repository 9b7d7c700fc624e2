INSERT INTO case_message (region, case_id, id, kind, from_applicant, office, person, subject_id, body, sent_at,
                          file_name, content_type, size_bytes, sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
