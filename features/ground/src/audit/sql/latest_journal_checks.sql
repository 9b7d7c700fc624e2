SELECT k.region, k.checked_at, k.entries, k.hash, k.broken_seq, k.broken_what, k.looked_changed, k.looked_gone, k.asked_by
  FROM journal_check k
 WHERE k.region >= $1 AND k.region <= $2
   AND k.checked_at = (SELECT MAX(m.checked_at) FROM journal_check m WHERE m.region = k.region)
 ORDER BY k.region
