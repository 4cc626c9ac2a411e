#!lua
-- An instance has had an answer of Engage, or none, where it is empty. The others wait no more.
-- The answer is kept unless the contact has changed since it was asked for. Whether anything has
-- changed is found out when it is looked for.

local query = ARGV[1]
local me = ARGV[2]
local generation = ARGV[3]
local answer = ARGV[4]
local kept = tonumber(ARGV[5])
local most = tonumber(ARGV[6])

local asks = redis.call('HGET', KEYS[1], 'asks ' .. query)
if asks and string.match(asks, '^%d+ (%w+)$') == me then
  redis.call('HDEL', KEYS[1], 'asks ' .. query)
end
if answer == '' then
  return 0
end
if redis.call('HGET', KEYS[1], 'generation') ~= generation then
  return 0
end
if redis.call('HLEN', KEYS[1]) > most then
  redis.call('DEL', KEYS[1])
  return 0
end
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1], 'at ' .. query, now, 'answer ' .. query, answer)
redis.call('PEXPIRE', KEYS[1], math.max(kept, 60000))
return 1
