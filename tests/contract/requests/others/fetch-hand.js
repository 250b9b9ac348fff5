const r = await fetch("https://api.mypurecloud.com/api/v2/flows/executions", {
  method: "POST",
  body: JSON.stringify({flowId: "x"})
});
