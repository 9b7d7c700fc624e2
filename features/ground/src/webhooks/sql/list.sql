SELECT region, id, name, url, agency, enterprise, kinds, timeout_seconds, secret, secret_before, before_until, state, paused_why, paused_at, failures, next_at, last_ok_at, last_status, created_at
FROM webhook
WHERE region LIKE $1
  AND ($2 = '' OR agency = $2)
  AND ($3 = '' OR enterprise = $3)
  AND ($4 = '' OR lower(name) LIKE $4 ESCAPE '\')
  AND ($5 = '' OR state = $5)
