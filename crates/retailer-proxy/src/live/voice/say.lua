#!lua
-- Something of a contact has changed, or of anybody. What was shared of it is gone before another
-- instance hears of the change. KEYS[1] holds the shared answers of the contact, or, with a mark in
-- ARGV[3], tells all answers from those before. KEYS[2] says that the contact was deleted.

local channel = ARGV[1]
local message = ARGV[2]
local mark = ARGV[3]

if mark == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], mark, 'PX', ARGV[4])
end
if KEYS[2] then
  redis.call('SET', KEYS[2], 'deleted', 'PX', ARGV[4])
end
return redis.call('PUBLISH', channel, message)
