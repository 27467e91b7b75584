-- Takes out some of those who were last heard before ARGV[1].
-- Answers complete, incomplete, whether more are to be taken out, the second when the one heard longest ago was heard
-- ('' if nobody is left), then address and name of each that was taken out.

local gone = {}
local heard, stale = drop_silent(ARGV[1], gone)
forget_if_empty()
local oldest = ''
for k = 2, 7 do
    local first = redis.call('ZRANGE', KEYS[k], 0, 0, 'WITHSCORES')[2]
    if first and (oldest == '' or tonumber(first) < tonumber(oldest)) then
        oldest = first
    end
end
return {complete(heard), incomplete(heard), next(stale) and 1 or 0, oldest, unpack(gone)}
