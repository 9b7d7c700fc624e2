SELECT fact, kind, value, answered, source_zh, source_en, as_of_on
  FROM case_fact
 WHERE region = $1 AND case_id = $2
 ORDER BY fact
