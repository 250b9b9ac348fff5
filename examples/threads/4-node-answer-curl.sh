curl -X POST "https://api.myniceone.com/api/v2/flows/executions" \
  -H "Authorization: Bearer <your_token>" \
  -H "Content-Type: application/json" \
  -d '{
    "flowId": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    "executionConfig": {
      "queueName": "Support Queue"
    },
    "inputs": {
      "customer_id": "12345",
      "issue_type": "billing"
    }
  }'
