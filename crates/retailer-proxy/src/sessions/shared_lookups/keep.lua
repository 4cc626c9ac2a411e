#!lua
-- An instance has found out whom a session names.
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
