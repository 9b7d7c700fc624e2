SELECT at, what, words_zh, words_en FROM source_event
 WHERE region = $1 AND source = $2
 ORDER BY at DESC, id DESC
 LIMIT 200
