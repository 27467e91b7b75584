-- Answers complete, how often someone completed, downloaders (incomplete but for partial seeds), incomplete; who was
-- last heard before ARGV[1] does not count.

local heard = {}
for k = 2, 7 do
    heard[k] = redis.call('ZCOUNT', KEYS[k], ARGV[1], '+inf')
end
local completed = tonumber(redis.call('HGET', INFO, '') or '0')
return {complete(heard), completed, heard[4] + heard[7], incomplete(heard)}
