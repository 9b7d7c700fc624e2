UPDATE case_on_behalf
   SET answer = $3, answered_by = $4, answered_at = $5
 WHERE region = $1 AND case_id = $2 AND objection IS NOT NULL AND answer IS NULL
