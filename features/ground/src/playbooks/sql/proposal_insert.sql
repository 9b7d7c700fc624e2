INSERT INTO playbook_proposal
    (region, id, playbook, version, digest, based_on, files, from_on, reason, state, proposed_at, proposed_by, proposer, office)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11, $12, $13)
