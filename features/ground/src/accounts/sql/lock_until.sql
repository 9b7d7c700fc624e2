UPDATE sign_in_lock SET until_at = $3
WHERE region = $1 AND guard = $2
