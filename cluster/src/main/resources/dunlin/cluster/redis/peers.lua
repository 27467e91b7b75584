-- Answers address, role and hash entry of at most ARGV[2] peers, seeders first, without those who were last heard
-- before ARGV[1].

local peers = {}
for _, k in ipairs({2, 5, 3, 6, 4, 7}) do
    local left = tonumber(ARGV[2]) - #peers / 3
    if left > 0 then
        for _, address in ipairs(redis.call('ZRANGEBYSCORE', KEYS[k], ARGV[1], '+inf', 'LIMIT', 0, left)) do
            peers[#peers + 1] = address
            peers[#peers + 1] = (k - 2) % 3
            peers[#peers + 1] = redis.call('HGET', INFO, address) or ''
        end
    end
end
return peers
