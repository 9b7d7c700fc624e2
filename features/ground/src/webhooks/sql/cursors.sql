SELECT region, seq FROM webhook_cursor
