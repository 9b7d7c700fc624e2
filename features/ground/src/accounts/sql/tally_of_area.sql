SELECT t.person, p.name, CAST(SUM(t.looks) AS BIGINT) AS looks, MAX(t.looks) AS most, CAST(SUM(t.stopped) AS BIGINT) AS stopped
FROM unmask_tally t
LEFT JOIN person p ON p.region = t.region AND p.id = t.person
WHERE t.region >= $1 AND t.region <= $2 AND t.hour >= $3
GROUP BY t.person, p.name
ORDER BY stopped DESC, looks DESC, t.person
LIMIT 50
