SELECT files
FROM playbook_version
WHERE digest = $1
LIMIT 1
