#!lua flags=no-writes
-- What an instance has found out, and for how many milliseconds it is still kept.
return { redis.call('GET', KEYS[1]) or '', redis.call('PTTL', KEYS[1]) }
