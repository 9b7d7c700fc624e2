SELECT region, subject, on_day, actor, thing, kind, office, why, at, what_zh, what_en, journal_seq
FROM data_access
WHERE region = $1 AND journal_seq > $2
ORDER BY journal_seq
LIMIT $3
