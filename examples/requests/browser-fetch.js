fetch("https://api.mypurecloud.com/api/v2/flows/executions", {
  "headers": {
    "accept": "application/json",
    "authorization": "bearer abc",
    "content-type": "application/json"
  },
  "referrer": "https://apps.mypurecloud.com/",
  "body": "{\"flowId\":\"a1b2c3d4-5678-90ab-cdef-1234567890ab\",\"inputs\":{\"batchId\":\"b\"}}",
  "method": "POST",
  "mode": "cors",
  "credentials": "include"
});
