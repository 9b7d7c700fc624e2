INSERT INTO rehearsal_case (region, run_id, case_region, case_id, number, filed_on, service, digest, differs, kinds, told)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
