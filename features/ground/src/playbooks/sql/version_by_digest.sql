SELECT region, id, playbook, version, digest, published_at, published_by, office, from_on, until_on
FROM playbook_version
WHERE digest = $1
ORDER BY published_at, region, id
LIMIT 1
