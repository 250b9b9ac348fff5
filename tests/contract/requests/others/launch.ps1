$body = @{flowId="x"} | ConvertTo-Json
Invoke-RestMethod -Uri "https://x" -Method Post -Body $body
