using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:8083") };
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
    "Bearer", Environment.GetEnvironmentVariable("BACKEND_SECRET"));
var response = await client.PostAsJsonAsync("/awards", new
{
    id = "order-1042",
    definitionId = "5eafb034-ad40-4099-9152-cf4d8d605b55",
    contactId = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01",
    checkpoints = 1,
    reason = "Order 1042",
});
if (response.StatusCode != HttpStatusCode.Accepted)
{
    // Send the same request again after a 5xx or without an answer; correct it after a 4xx.
    throw new HttpRequestException(await response.Content.ReadAsStringAsync());
}
