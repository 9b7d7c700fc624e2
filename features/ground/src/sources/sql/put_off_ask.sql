UPDATE source_ask SET next_at = $4, held_until = NULL, trouble_zh = $5, trouble_en = $6
 WHERE region = $1 AND source = $2 AND subject = $3
