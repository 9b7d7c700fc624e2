DELETE FROM demo_key
WHERE region = $1
