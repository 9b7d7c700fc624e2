DELETE FROM source_fact WHERE region = $1 AND source = $2 AND subject = $3
