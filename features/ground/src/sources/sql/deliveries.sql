SELECT digest, file_name, at, as_of_on, taken, rows_good, rows_old, rows_bad, report FROM source_delivery
 WHERE region = $1 AND source = $2
 ORDER BY at DESC, digest
 LIMIT 50
