SELECT a.on_day, a.thing, a.kind, a.office, a.why, a.at, a.what_zh, a.what_en, d.name_zh, d.name_en
FROM data_access a
LEFT JOIN desk d ON d.region = a.region AND d.id = a.office
WHERE a.region = $1 AND a.subject = $2 AND ($3 = '' OR a.kind = $3)
ORDER BY a.at DESC, a.actor, a.thing
LIMIT $4 OFFSET $5
