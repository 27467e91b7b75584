-- One announce: who it is goes in, who fell silent goes out, others are drawn.
-- Answers change, complete, incomplete, IPv4 peers, IPv6 peers, then address and name of each that fell silent.

local address, role, event, name = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local want = {[2] = tonumber(ARGV[5]), [5] = tonumber(ARGV[6])}
local local_bytes = tonumber(ARGV[7])
local now, cut, ttl = ARGV[8], ARGV[9], ARGV[10]
local seed = tonumber(ARGV[11])

local SEEDER, LEECHER = 0, 2
-- How many are drawn to find peers of the same subnet among them.
local LOCAL_LOOK = 400

local own_sets = sets_of(address)
local own_set = KEYS[own_sets + role]
local old = redis.call('HGET', INFO, address)
local old_role = old and tonumber(old:sub(1, 1))
local change = 'NONE'
local gone = {}

-- For so long, in seconds, a peer that said that it stops comes back only with 'started', and so many are remembered.
local LATE, MOST_DEPARTED = tonumber(ARGV[12]), 1000

if event == 'STOPPED' then
    if old then
        change = 'LEFT'
        redis.call('HDEL', INFO, address)
        redis.call('ZREM', KEYS[own_sets + old_role], address)
        -- Without memory left it is not remembered.
        redis.pcall('ZADD', KEYS[8], now, address)
        redis.call('ZREMRANGEBYSCORE', KEYS[8], '-inf', '(' .. now - LATE)
        redis.call('ZREMRANGEBYRANK', KEYS[8], 0, -MOST_DEPARTED - 1)
        redis.call('EXPIRE', KEYS[8], LATE)
    end
    local heard = drop_silent(cut, gone)
    forget_if_empty()
    return {change, complete(heard), incomplete(heard), '', '', unpack(gone)}
end

-- What it said before it stopped, and comes only now.
if not old and event ~= 'STARTED' then
    local departed = redis.call('ZSCORE', KEYS[8], address)
    if departed and now - departed <= LATE then
        local heard = drop_silent(cut, gone)
        return {change, complete(heard), incomplete(heard), '', '', unpack(gone)}
    end
end

-- The first write. If the engine has no memory left nothing was changed yet; a known peer is answered all the same.
-- One with port 0 cannot be dialled, and so is of no use to others: it is answered and not noted.
local looks_on = address:sub(-2) == '\0\0'
local written = looks_on or redis.pcall('ZADD', own_set, now, address)
local full = type(written) == 'table' and written.err
if full and not (old and full:find('^OOM')) then
    return written
end
local noted = not full and not looks_on
if noted then
    -- A new peer stands in no other set, unless the engine evicted its entry in the hash.
    for r = SEEDER, LEECHER do
        if r ~= role and (r == old_role or not old) then
            redis.call('ZREM', KEYS[own_sets + r], address)
        end
    end
    local since, old_name = now, ''
    if old then
        since, old_name = old:match('^.(%S+) (.*)$')
    end
    local info = role .. since .. ' ' .. (name ~= '' and name or old_name)
    if info ~= old then
        redis.call('HSET', INFO, address, info)
    end
    -- One that completed without saying so has completed all the same.
    if role == SEEDER and old_role ~= SEEDER and (old or event == 'COMPLETED') then
        change = 'COMPLETED'
        redis.call('HINCRBY', INFO, '', 1)
    elseif not old then
        change = 'JOINED'
    end
end

local heard, stale = drop_silent(cut, gone)
if noted then
    -- All keys at one moment: either the whole swarm is there or nothing of it.
    redis.call('EXPIRE', INFO, ttl)
    for k = 2, 7 do
        if heard[k] > 0 then
            redis.call('EXPIRE', KEYS[k], ttl)
        end
    end
end

-- Some members of a set, each once, evenly drawn: never the asking peer, and nobody who is silent.
local function draw(k, number, into)
    local own = KEYS[k] == own_set
    local drawn = redis.call('ZRANDMEMBER', KEYS[k], own and number + 1 or number)
    local met_itself = false
    local first = #into + 1
    for _, member in ipairs(drawn) do
        if member == address then
            met_itself = true
        elseif not stale[k] or tonumber(redis.call('ZSCORE', KEYS[k], member)) >= tonumber(cut) then
            into[#into + 1] = member
        end
    end
    if own and not met_itself and #into >= first + number then
        into[first + math.random(0, number)] = into[#into]
        into[#into] = nil
    end
end

-- Those of the asking peer's subnet first, the others behind them, both in random order.
local function local_first(peers, number)
    local prefix = address:sub(1, local_bytes)
    local near, far = {}, {}
    for i = #peers, 1, -1 do
        local j = math.random(i)
        local peer = peers[j]
        peers[j] = peers[i]
        local list = peer:sub(1, local_bytes) == prefix and near or far
        list[#list + 1] = peer
    end
    for _, peer in ipairs(far) do
        near[#near + 1] = peer
    end
    for i = #near, number + 1, -1 do
        near[i] = nil
    end
    return near
end

-- Chooses among the sets of one family in proportion to their sizes, so that every peer has the same chance. What
-- proportion leaves over goes now to one set and now to another.
local function choose(sets, offset)
    local first = sets
    if role ~= LEECHER and event ~= 'STARTED' then
        first = sets + LEECHER -- it wants nothing from those who want nothing
    end
    local size, total = {}, 0
    for k = first, sets + LEECHER do
        size[k] = heard[k]
        if KEYS[k] == own_set and noted then
            size[k] = size[k] - 1
        end
        total = total + size[k]
    end
    local prefers_local = local_bytes > 0 and sets == own_sets and want[sets] > 0
    local number = want[sets]
    if prefers_local then
        number = math.max(number, LOCAL_LOOK)
    end
    number = math.min(number, total)
    local chosen = {}
    if number > 0 then
        local below, taken = 0, 0
        for k = first, sets + LEECHER do
            below = below + size[k]
            local upto = math.min(number, math.floor(number * below / total + offset))
            if upto > taken then
                draw(k, upto - taken, chosen)
                taken = upto
            end
        end
    end
    if prefers_local then
        chosen = local_first(chosen, want[sets])
    end
    return table.concat(chosen)
end

math.randomseed(seed)
math.random() -- the first number follows too plainly from the seed
local offset = math.random()
return {change, complete(heard), incomplete(heard), choose(2, offset), choose(5, offset), unpack(gone)}
