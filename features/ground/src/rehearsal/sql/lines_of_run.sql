SELECT case_region, case_id, number, filed_on, service, digest, differs, kinds, told
  FROM rehearsal_case
 WHERE region = $1 AND run_id = $2
   AND ($3 = 1 OR differs = 1)
   AND ($4 = '' OR service = $4)
   AND ($5 = '' OR kinds LIKE $5)
   AND ($6 = '' OR number LIKE $6)
 ORDER BY case_region, case_id
 LIMIT $7 OFFSET $8
