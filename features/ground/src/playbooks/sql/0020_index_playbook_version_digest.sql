CREATE INDEX IF NOT EXISTS playbook_version_by_digest ON playbook_version (digest)
