const payload = {flowId: "x"};
await axios.post("/api/v2/flows/executions", payload);
