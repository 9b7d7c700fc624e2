SELECT given_at, withdrawn_at FROM source_consent WHERE region = $1 AND source = $2 AND subject = $3
