SELECT fact, state, source, source_zh, source_en, subject, since_at, last_kind, last_value, last_on, ended_how
  FROM case_awaited
 WHERE region = $1 AND case_id = $2
 ORDER BY fact
