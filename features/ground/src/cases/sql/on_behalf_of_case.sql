SELECT entered_by, entered_name, agency, visitor, capacity, seen, received_on, entered_at,
       objection, objected_at, answer, answered_at
  FROM case_on_behalf
 WHERE region = $1 AND case_id = $2
