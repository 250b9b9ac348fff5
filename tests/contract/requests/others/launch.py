import requests
payload = {"flowId": "x"}
r = requests.post("https://api.mypurecloud.com/api/v2/flows/executions", json=payload)
