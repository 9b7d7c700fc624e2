SELECT COUNT(*) AS found
  FROM (
    SELECT a.region, a.case_id, a.clock AS step, a.rung AS kind, a.due_on, a.agency, a.told_at AS at_ms
      FROM case_alert a
     WHERE a.region >= $1 AND a.region <= $2 AND ($3 = '' OR a.agency = $3)
       AND a.told IN ($4, $5) AND a.ended_at IS NULL
    UNION ALL
    SELECT k.region, k.case_id, '' AS step, CASE k.state WHEN 'open' THEN 'check' ELSE 'heard' END AS kind,
           CASE k.state WHEN 'open' THEN k.due_on ELSE k.hear_until_on END AS due_on, k.agency, k.opened_at AS at_ms
      FROM case_check k
     WHERE k.region >= $1 AND k.region <= $2 AND ($3 = '' OR k.agency = $3)
       AND k.state IN ('open', 'heard') AND CAST($6 AS BIGINT) = 1
    UNION ALL
    SELECT l.region, l.case_id, l.clock AS step, 'lapsed' AS kind, s.due_on, s.agency, f.decided_at AS at_ms
      FROM case_clock l
      JOIN case_step s ON s.region = l.region AND s.case_id = l.case_id AND s.step = l.clock
      JOIN case_file f ON f.region = l.region AND f.id = l.case_id
     WHERE l.region >= $1 AND l.region <= $2 AND l.state = 'lapsed' AND ($3 = '' OR s.agency = $3)
       AND f.decided_at >= $7 AND CAST($6 AS BIGINT) = 1
  ) AS t
  JOIN case_file c ON c.region = t.region AND c.id = t.case_id
 WHERE ($8 = '' OR t.kind = $8)
