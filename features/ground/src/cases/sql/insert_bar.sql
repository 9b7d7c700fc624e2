INSERT INTO commitment_bar (region, subject_id, case_id, service, from_on, until_on, basis)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (region, subject_id, case_id) DO UPDATE SET until_on = excluded.until_on, lifted_at = NULL
