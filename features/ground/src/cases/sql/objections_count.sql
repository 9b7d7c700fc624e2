SELECT COUNT(*) AS found FROM case_objection
 WHERE region >= $1 AND region <= $2
   AND ($3 = '' OR owner = $3)
   AND (1 = 1)
   AND ($4 = '' OR state = $4)
   AND ($5 = '' OR lower(subject_name) LIKE $5 OR lower(subject_code) LIKE $5 OR lower(fact_zh) LIKE $5 OR lower(fact_en) LIKE $5)
