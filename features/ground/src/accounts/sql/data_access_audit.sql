SELECT a.region, a.subject, a.on_day, a.actor, a.thing, a.kind, a.office, a.why, a.at, a.what_zh, a.what_en, a.journal_seq, p.name AS actor_name
  FROM data_access a
  LEFT JOIN person p ON p.id = a.actor
 WHERE a.region >= $1 AND a.region <= $2
   AND ($3 = '' OR a.actor = $3 OR a.office = $3)
   AND ($4 = '' OR a.kind = $4)
   AND ($5 = '' OR a.subject = $5)
   AND (CAST($6 AS BIGINT) = 0 OR a.at >= $6)
   AND (CAST($7 AS BIGINT) = 0 OR a.at < $7)
 ORDER BY CASE WHEN $8 = 'when' THEN a.at END NULLS LAST, a.at DESC, a.actor, a.thing, a.subject
 LIMIT $9 OFFSET $10
