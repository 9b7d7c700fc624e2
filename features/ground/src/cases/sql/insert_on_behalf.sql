INSERT INTO case_on_behalf
  (region, case_id, entered_by, entered_name, agency, visitor, capacity, seen, received_on, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
