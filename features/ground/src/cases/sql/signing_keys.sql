SELECT x
  FROM signing_key
 ORDER BY since_at, key_id
