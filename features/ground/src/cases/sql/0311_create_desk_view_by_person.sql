CREATE INDEX IF NOT EXISTS desk_view_by_person ON desk_view (region, person, saved_at)
