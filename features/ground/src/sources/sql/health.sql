SELECT failures, next_at, down_since_at, last_ok_at, failed_at, trouble_zh, trouble_en FROM source_health
 WHERE region = $1 AND source = $2
