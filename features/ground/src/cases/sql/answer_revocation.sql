UPDATE certificate_revocation SET answer = $3, answered_at = $4 WHERE region = $1 AND id = $2 AND answer IS NULL
