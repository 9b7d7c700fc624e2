DELETE FROM webhook_delivery WHERE region = $1 AND webhook = $2 AND created_at < $3
