-- Answers complete, how often someone completed, incomplete; who was last heard before ARGV[1] does not count.

local heard = count(ARGV[1])
return {complete(heard), tonumber(redis.call('HGET', INFO, '') or '0'), incomplete(heard)}
