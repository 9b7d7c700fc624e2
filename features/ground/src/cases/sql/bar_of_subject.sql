SELECT MAX(until_on) AS until_on
  FROM commitment_bar
 WHERE region = $1 AND subject_id = $2 AND from_on <= $3 AND until_on >= $3 AND lifted_at IS NULL
