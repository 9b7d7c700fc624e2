SELECT region, id, playbook, version, digest, published_at, published_by, office, from_on, until_on
FROM playbook_version
WHERE region IN ($1, $2, $3, $4, $5, $6)
ORDER BY published_at DESC, id DESC
