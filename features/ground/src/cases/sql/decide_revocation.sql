UPDATE certificate_revocation
   SET state = $3, words = $4, decided_by = $5, decided_office = $6, decided_at = $7
 WHERE region = $1 AND id = $2 AND state = 'asked'
