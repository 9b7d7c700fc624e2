SELECT region, id, case_id, subject_id, subject_name, subject_code, fact, fact_zh, fact_en, held_zh, held_en, source_zh, source_en,
       as_of_on, source, source_key, owner, right_zh, right_en, reason, made_at, state, answer, answered_at
  FROM case_objection
 WHERE region >= $1 AND region <= $2
   AND ($3 = '' OR owner = $3)
   AND (1 = 1)
   AND ($4 = '' OR state = $4)
   AND ($5 = '' OR lower(subject_name) LIKE $5 OR lower(subject_code) LIKE $5 OR lower(fact_zh) LIKE $5 OR lower(fact_en) LIKE $5)
 ORDER BY CASE WHEN $8 = 'name' THEN subject_name END NULLS LAST,
          CASE WHEN $8 = '-name' THEN subject_name END DESC NULLS LAST,
          CASE WHEN $8 = 'made' THEN made_at END NULLS LAST,
          CASE WHEN $8 = '-made' THEN made_at END DESC NULLS LAST,
          CASE state WHEN 'open' THEN 0 ELSE 1 END, made_at, id
 LIMIT $6 OFFSET $7
