#!lua flags=no-writes
-- Whether the number of this name is the contact's, whose number is at KEYS[1], and nothing has
-- been missed since that was noted.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if run and redis.call('GET', KEYS[1]) == run .. ' ' .. ARGV[1] then
  return 1
end
return 0
