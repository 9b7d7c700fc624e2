UPDATE rehearsal_run
   SET state = $3, judged = $4, differ = $5, worked_us = $6, result = $7, after_region = $8, after_id = $9, ended_at = $10
 WHERE region = $1 AND id = $2
