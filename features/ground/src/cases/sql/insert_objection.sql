INSERT INTO case_objection
  (region, id, case_id, subject_id, subject_name, subject_code, fact, fact_zh, fact_en, held_zh, held_en, source_zh,
   source_en, as_of_on, source, source_key, owner, right_zh, right_en, reason, made_at, made_by, state, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 'open', '')
