SELECT thing, until_at
FROM unmasked
WHERE region = $1 AND session = $2 AND until_at > $3
