UPDATE sign_in_pending SET failures = failures + 1
WHERE region = $1 AND token_hash = $2
