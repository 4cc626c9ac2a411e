const response = await fetch("http://127.0.0.1:8083/awards", {
  method: "POST",
  headers: {
    "Authorization": `Bearer ${process.env.BACKEND_SECRET}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    id: "order-1042",
    definitionId: "5eafb034-ad40-4099-9152-cf4d8d605b55",
    customerNumber: "4711",
    checkpoints: 1,
    reason: "Order 1042",
  }),
});
if (response.status !== 202) {
  // Send the same request again after a 5xx or without an answer; correct it after a 4xx.
  throw new Error(`${response.status} ${await response.text()}`);
}
