-- What the other scripts begin with. The keys are those of one swarm, all in one slot:
--   KEYS[1]     a hash: address -> role, second of joining, blank, name; and '' -> how often someone completed
--   KEYS[2..7]  sorted sets, address -> second when last heard: seeders, partial seeds and leechers
--               with IPv4 addresses, then the same with IPv6 addresses
--   KEYS[8]     a sorted set, address -> second when it said that it stops; of the last half minute
-- An address is its 4 or 16 bytes and two of port. Whatever comes from outside is in ARGV.

local INFO = KEYS[1]
-- Most silent peers that one call takes out of one set: nobody waits long for it.
local DROPPED_AT_ONCE = 50

-- Where the sets of an address's family begin.
local function sets_of(address)
    return #address == 6 and 2 or 5
end

-- Takes out those who were last heard before `cut`, some of each set at a time; appends address and name of each to
-- `gone`. Answers how many are left in each set, and of which sets silent ones were left over; those do not count.
local function drop_silent(cut, gone)
    local heard, stale = {}, {}
    for k = 2, 7 do
        heard[k] = redis.call('ZCARD', KEYS[k])
        if heard[k] > 0 then
            local silent = redis.call('ZRANGEBYSCORE', KEYS[k], '-inf', '(' .. cut, 'LIMIT', 0, DROPPED_AT_ONCE)
            for _, address in ipairs(silent) do
                local info = redis.call('HGET', INFO, address)
                gone[#gone + 1] = address
                gone[#gone + 1] = info and info:match(' (.*)$') or ''
                redis.call('HDEL', INFO, address)
                redis.call('ZREM', KEYS[k], address)
            end
            heard[k] = heard[k] - #silent
            if #silent == DROPPED_AT_ONCE then
                heard[k] = redis.call('ZCOUNT', KEYS[k], cut, '+inf')
                stale[k] = true
            end
        end
    end
    return heard, stale
end

local function complete(heard)
    return heard[2] + heard[5]
end

local function incomplete(heard)
    return heard[3] + heard[4] + heard[6] + heard[7]
end

-- A swarm that nobody is in leaves nothing behind.
local function forget_if_empty()
    if redis.call('EXISTS', unpack(KEYS, 2, 7)) == 0 then
        redis.call('DEL', INFO)
    end
end
