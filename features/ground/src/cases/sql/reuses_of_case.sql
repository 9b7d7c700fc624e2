SELECT kind, name, from_case, from_number, from_thing, from_on, agreed_at
  FROM case_reuse
 WHERE region = $1 AND case_id = $2 AND withdrawn_at IS NULL
 ORDER BY kind, name
