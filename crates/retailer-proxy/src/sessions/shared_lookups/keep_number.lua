#!lua
-- An instance has found out which contact a customer number belongs to. KEYS[1] is the number's,
-- and KEYS[2] the contact's: which number is theirs, or that the contact was deleted. Of several
-- numbers of a contact, the latest counts.
if redis.call('GET', KEYS[2]) == 'deleted' then
  return 0
end
-- Another server that takes over may have missed that a contact was deleted.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if not run then
  return redis.error_reply('ERR the server does not say its run_id')
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[2], run .. ' ' .. KEYS[1], 'PX', ARGV[2])
return 1
