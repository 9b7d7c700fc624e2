SELECT source, fact, state, since_at, kind, value, as_of_on, got_at
  FROM source_fact
 WHERE region = $1 AND source = $2 AND subject = $3
 ORDER BY fact
