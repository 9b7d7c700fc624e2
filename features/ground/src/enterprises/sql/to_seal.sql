SELECT region, id, uscc, name, address, industry, headcount, insured_headcount, revenue_fen, assets_fen,
       contact_name, contact_phone, origins, created_at, updated_at
FROM enterprise
WHERE (region > $1 OR (region = $1 AND id > $2))
  AND ((contact_name IS NOT NULL AND contact_name NOT LIKE 'sealed:%')
       OR (contact_phone IS NOT NULL AND contact_phone NOT LIKE 'sealed:%'))
ORDER BY region, id
LIMIT $3
