$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "Mozilla/5.0"
Invoke-WebRequest -UseBasicParsing -Uri "https://api.mypurecloud.com/api/v2/flows/executions" `
-Method "POST" `
-WebSession $session `
-Headers @{
"authority"="api.mypurecloud.com"
  "authorization"="bearer abc"
} `
-ContentType "application/json" `
-Body "{`"flowId`":`"a1b2c3d4-5678-90ab-cdef-1234567890ab`",`"inputs`":{`"batchId`":`"b`"}}"
