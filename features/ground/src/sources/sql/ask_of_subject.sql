SELECT subject, asked_at, next_at, attempts, trouble_zh, trouble_en FROM source_ask
 WHERE region = $1 AND source = $2 AND subject = $3
