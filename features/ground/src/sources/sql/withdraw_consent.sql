UPDATE source_consent SET withdrawn_at = $4 WHERE region = $1 AND source = $2 AND subject = $3 AND withdrawn_at IS NULL
