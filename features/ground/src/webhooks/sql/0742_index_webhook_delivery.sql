CREATE INDEX IF NOT EXISTS webhook_delivery_due ON webhook_delivery (region, webhook, state, run_at)
