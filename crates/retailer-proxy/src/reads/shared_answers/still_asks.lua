#!lua
-- An instance says that it still asks Engage, so the others go on waiting. Once something has
-- changed, or another instance asks, nobody waits for this one any more.

local query = ARGV[1]
local me = ARGV[2]
local holds_for = tonumber(ARGV[3])
local kept = tonumber(ARGV[4])

local asks = redis.call('HGET', KEYS[1], 'asks ' .. query)
if not asks or string.match(asks, '^%d+ (%w+)$') ~= me then
  return 0
end
local time = redis.call('TIME')
local till = time[1] * 1000 + math.floor(time[2] / 1000) + holds_for
redis.call('HSET', KEYS[1], 'asks ' .. query, string.format('%.0f %s', till, me))
redis.call('PEXPIRE', KEYS[1], math.max(kept, 60000))
return 1
