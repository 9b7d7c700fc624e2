UPDATE data_access SET journal_seq = $7
 WHERE region = $1 AND subject = $2 AND on_day = $3 AND actor = $4 AND thing = $5 AND kind = $6
