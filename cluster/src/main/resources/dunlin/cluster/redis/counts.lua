-- Answers complete, how often someone completed, incomplete; who was last heard before ARGV[1] does not count.

local heard = {}
for k = 2, 7 do
    heard[k] = redis.call('ZCOUNT', KEYS[k], ARGV[1], '+inf')
end
return {complete(heard), tonumber(redis.call('HGET', INFO, '') or '0'), incomplete(heard)}
