DELETE FROM source_ask WHERE region = $1 AND source = $2 AND subject = $3
