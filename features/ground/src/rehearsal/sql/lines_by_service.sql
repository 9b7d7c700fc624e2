SELECT service, COUNT(*) AS n, CAST(SUM(differs) AS BIGINT) AS differ
  FROM rehearsal_case
 WHERE region = $1 AND run_id = $2
 GROUP BY service
 ORDER BY service
