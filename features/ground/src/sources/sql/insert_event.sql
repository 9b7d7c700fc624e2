INSERT INTO source_event (region, source, id, at, what, words_zh, words_en) VALUES ($1, $2, $3, $4, $5, $6, $7)
