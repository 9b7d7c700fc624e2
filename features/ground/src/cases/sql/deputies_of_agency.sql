SELECT id, person, from_on, until_on, reason
  FROM desk_deputy
 WHERE region = $1 AND agency = $2 AND from_on <= $3 AND until_on >= $3 AND ended_at IS NULL
 ORDER BY named_at, id
