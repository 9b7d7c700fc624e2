UPDATE case_on_behalf
   SET objection = $3, objected_at = $4, answer = NULL, answered_by = NULL, answered_at = NULL
 WHERE region = $1 AND case_id = $2 AND (objection IS NULL OR answer IS NOT NULL)
