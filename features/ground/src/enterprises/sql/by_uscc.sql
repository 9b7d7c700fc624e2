SELECT region, id, uscc, name, address, industry, headcount, insured_headcount, revenue_fen, assets_fen,
       contact_name, contact_phone, origins, created_at, updated_at
FROM enterprise
WHERE uscc = $1
