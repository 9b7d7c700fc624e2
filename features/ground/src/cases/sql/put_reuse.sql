INSERT INTO case_reuse (region, case_id, kind, name, from_case, from_number, from_thing, from_on, agreed_at, agreed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (region, case_id, kind, name) DO UPDATE
   SET from_case = excluded.from_case, from_number = excluded.from_number, from_thing = excluded.from_thing,
       from_on = excluded.from_on, agreed_at = excluded.agreed_at, agreed_by = excluded.agreed_by,
       withdrawn_at = NULL, withdrawn_by = NULL
