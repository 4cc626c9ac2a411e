#!lua
-- What an instance asks before it asks Engage: is there an answer that another instance had, or
-- does another instance ask Engage already? Otherwise this instance asks, and the others wait.
-- KEYS[1] holds all answers of one contact. KEYS[2] is a mark, which is another one when anything
-- may have changed. All times are milliseconds of the server's clock.

-- Longer than an answer is kept.
local MARKED_FOR = 86400000

local query = ARGV[1]
local me = ARGV[2]
local holds_for = tonumber(ARGV[3])
-- An answer that is younger is taken as it is.
local enough = tonumber(ARGV[4])
local kept = tonumber(ARGV[5])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- A generation is of one run of the server. Another server that takes over may have missed a
-- change, so nothing of the generation before counts.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if not run then
  return redis.error_reply('ERR the server does not say its run_id')
end
-- The mark is not known to be the same when it was lost meanwhile, so a new one takes its place.
local mark = redis.call('GET', KEYS[2])
if not mark then
  mark = me
  redis.call('SET', KEYS[2], mark, 'PX', MARKED_FOR)
end
local begins = run .. ' ' .. mark .. ' '
local generation = redis.call('HGET', KEYS[1], 'generation')
if not generation or string.sub(generation, 1, #begins) ~= begins then
  redis.call('DEL', KEYS[1])
  generation = begins .. me
  redis.call('HSET', KEYS[1], 'generation', generation)
end
-- A call that takes longer than an answer is kept must find its generation.
redis.call('PEXPIRE', KEYS[1], math.max(kept, 60000))

local stored = redis.call('HMGET', KEYS[1], 'at ' .. query, 'answer ' .. query, 'asks ' .. query)
local age = -1
local answer = ''
if stored[1] and stored[2] then
  age = now - tonumber(stored[1])
  -- From the future: the clock was put back, and nobody knows how old it is.
  if age >= 0 and age < kept then
    answer = stored[2]
  else
    age = -1
  end
end
if age >= 0 and age < enough then
  return { generation, 'enough', age, answer }
end
if stored[3] then
  local till, who = string.match(stored[3], '^(%d+) (%w+)$')
  till = tonumber(till)
  if till and who ~= me and till > now and till <= now + holds_for then
    return { generation, 'wait', age, answer }
  end
end
redis.call('HSET', KEYS[1], 'asks ' .. query, string.format('%.0f %s', now + holds_for, me))
return { generation, 'ask', age, answer }
