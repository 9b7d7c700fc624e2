SELECT region, id, case_id, subject_id, subject_name, subject_code, fact, fact_zh, fact_en, held_zh, held_en, source_zh, source_en,
       as_of_on, source, source_key, owner, right_zh, right_en, reason, made_at, state, answer, answered_at
  FROM case_objection
 WHERE region = $1 AND id = $2 AND region >= $3 AND region <= $4 AND ($5 = '' OR owner = $5)
   AND (1 = 1)
