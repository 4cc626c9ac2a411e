curl --fail-with-body --retry 5 --retry-connrefused http://127.0.0.1:8083/awards \
  --header "Authorization: Bearer $BACKEND_SECRET" \
  --header "Content-Type: application/json" \
  --data '{"id": "order-1042", "definitionId": "5eafb034-ad40-4099-9152-cf4d8d605b55",
           "contactId": "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01", "checkpoints": 1,
           "reason": "Order 1042"}'
