SELECT region, playbook, version, digest, from_on, until_on, published_by, published_at
FROM playbook_version
WHERE digest = $1
ORDER BY published_at, region
