SELECT files
FROM playbook_version
WHERE region = $1 AND id = $2
