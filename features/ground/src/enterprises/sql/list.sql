SELECT region, id, uscc, name, address, industry, headcount, insured_headcount, revenue_fen, assets_fen,
       contact_name, contact_phone, origins, created_at, updated_at
FROM enterprise
WHERE region LIKE $1
  AND (1 = 1)
  AND ($2 = '' OR lower(name) LIKE $2 ESCAPE '\' OR uscc LIKE upper($2) ESCAPE '\')
  AND ($3 = '' OR industry LIKE $3)
  AND ($4 = '' OR region = $4)
