SELECT m.case_id, COUNT(*) AS fresh
  FROM case_message m
  LEFT JOIN case_message_read r ON r.region = m.region AND r.case_id = m.case_id AND r.reader = m.subject_id
 WHERE m.region = $1 AND m.subject_id = $2 AND m.kind = 'message' AND m.from_applicant = 0
   AND (r.read_at IS NULL OR r.read_at < m.sent_at)
 GROUP BY m.case_id
