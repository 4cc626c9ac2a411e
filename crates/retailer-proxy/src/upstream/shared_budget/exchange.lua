-- What an instance says to the server that all instances share, and what it is answered. One
-- run of this script is one exchange. It is atomic, and all times are microseconds of the
-- server's clock. KEYS[1] holds everything as one value, so that nothing of it is lost alone.

-- How long the value is kept. The longest pause is 5 minutes.
local KEPT = 600000
-- Instances speak ten times in a second. After a longer silence than this, or when the clock
-- was put back, the clock is not trusted, and everything begins anew.
local SILENCE = 500000
-- Background work leaves one part in this many to shoppers who wait. A shopper who is refused
-- comes back when the first call leaves the window, so background work comes later.
local RESERVE = 5
-- The circuit breaker remembers so many calls, and rests for a minute at most.
local REMEMBERED = 20
local LONGEST_REST = 60000000

local id = ARGV[1]
local lease = tonumber(ARGV[2])
local longest_lease = tonumber(ARGV[3])
local span = tonumber(ARGV[4])
local all = tonumber(ARGV[5])
local instances = tonumber(ARGV[6])
local share = tonumber(ARGV[7])
local wish = ARGV[8]
local pause = tonumber(ARGV[9])
local outcomes = ARGV[10]
local failures_to_open = tonumber(ARGV[11])
local first_rest = tonumber(ARGV[12])

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if not run then
  return redis.error_reply('ERR the server does not say its run_id')
end

-- What was there before. After a restart, after another server has taken over, and where the
-- clock is not trusted, nobody counts as a member, and so nobody lends anything for a while.
local stored = redis.call('GET', KEYS[1])
local readable, state = pcall(cmsgpack.unpack, stored or '')
if not stored or not readable or type(state) ~= 'table' or not state.breaker then
  state = { paused = 0, breaker = { state = 0, outcomes = '', till = 0, rest = 0 } }
end
if state.run ~= run or now < state.seen or now - state.seen > SILENCE then
  state.calls = {}
  state.members = {}
  if state.run ~= run or now < state.seen then
    -- These times are of another clock.
    state.paused = 0
    state.breaker.till = math.min(state.breaker.till, now + first_rest)
  end
end
state.run = run
state.seen = now

-- The calls of the last second, and the instances whose lease has not ended.
local calls = {}
for _, at in ipairs(state.calls) do
  if at + span > now then
    calls[#calls + 1] = at
  end
end
state.calls = calls
local members = 0
for member, held in pairs(state.members) do
  if held.till <= now then
    state.members[member] = nil
  else
    members = members + 1
  end
end

-- A lease is asked for up to a time, not for a duration: a command that is late extends nothing.
local role = 0
if lease > now then
  local held = state.members[id]
  local till = math.min(lease, now + longest_lease)
  if held then
    held.till = math.max(held.till, till)
    role = 1
  elseif members < instances then
    state.members[id] = { since = now, till = till }
    role = 1
  else
    role = 2
  end
end

-- The share of an instance is lent to all when its own calls of the last second are over.
local lending = 0
local opens = now + span
for _, held in pairs(state.members) do
  if held.since + span <= now then
    lending = lending + 1
  else
    opens = math.min(opens, held.since + span)
  end
end
local most = share * lending
if lending >= instances then
  most = all
end

-- The pause after a 429, and how calls went.
if pause > 0 then
  state.paused = math.max(state.paused, now + pause)
end
local breaker = state.breaker
local function rest(time)
  breaker.state = 1
  breaker.rest = time
  breaker.till = now + time
end
for outcome in string.gmatch(outcomes, '.') do
  if breaker.state == 0 then
    breaker.outcomes = string.sub(breaker.outcomes .. string.lower(outcome), -REMEMBERED)
    local _, failures = string.gsub(breaker.outcomes, 'f', '')
    if failures >= failures_to_open then
      rest(first_rest)
    end
  elseif breaker.state == 2 and outcome == 'W' then
    breaker.state = 0
    breaker.outcomes = ''
  elseif breaker.state == 2 and outcome == 'F' then
    rest(math.min(breaker.rest * 2, LONGEST_REST))
  end
end

-- What is wished for.
local granted = 0
local wait = 0
if wish == 'probe' then
  if breaker.state == 0 then
    granted = 1
  elseif breaker.till <= now then
    breaker.state = 2
    breaker.till = now + breaker.rest
    granted = 1
  else
    wait = breaker.till - now
  end
elseif wish ~= '' then
  local limit = most
  if wish == 'background' and most > 0 then
    limit = math.max(most - math.floor(most / RESERVE), 1)
  end
  if state.paused > now then
    wait = state.paused - now
  elseif #calls < limit then
    calls[#calls + 1] = now
    granted = 1
  else
    -- There is room when this call is a second old, or when a share is lent.
    local leaves = calls[#calls - limit + 1]
    wait = math.min(leaves and limit > 0 and leaves + span or opens, opens) - now
    wait = math.max(wait, 1000)
  end
end

redis.call('SET', KEYS[1], cmsgpack.pack(state), 'PX', KEPT)
return {
  now, role, granted, wait, math.max(state.paused - now, 0),
  breaker.state, math.max(breaker.till - now, 0), lending
}
