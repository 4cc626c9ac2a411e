<?php
$request = curl_init('http://127.0.0.1:8083/awards');
curl_setopt_array($request, [
    CURLOPT_POST => true,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => [
        'Authorization: Bearer ' . getenv('BACKEND_SECRET'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'id' => 'order-1042',
        'definitionId' => '5eafb034-ad40-4099-9152-cf4d8d605b55',
        'contactId' => '7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01',
        'checkpoints' => 1,
        'reason' => 'Order 1042',
    ]),
]);
$answer = curl_exec($request);
if (curl_getinfo($request, CURLINFO_RESPONSE_CODE) !== 202) {
    // Send the same request again after a 5xx or without an answer; correct it after a 4xx.
    throw new RuntimeException((string) $answer);
}
