SELECT COUNT(*) AS waiting, MIN(asked_at) AS oldest, MIN(next_at) AS next_at
  FROM source_ask WHERE region = $1 AND source = $2
