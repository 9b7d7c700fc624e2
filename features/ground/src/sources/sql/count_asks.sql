SELECT COUNT(*) AS waiting, MIN(asked_at) AS oldest FROM source_ask WHERE region = $1 AND source = $2
