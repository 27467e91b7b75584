-- Takes out some of those who were last heard before ARGV[1].
-- Answers complete, incomplete, whether more are to be taken out, the second when the one heard longest ago was heard
-- ('' if nobody is left), then address and name of each that was taken out.

local gone = {}
drop_silent(ARGV[1], gone)
forget_if_empty()
local heard = count(ARGV[1])
local oldest, more = '', 0
for k = 2, 7 do
    local first = redis.call('ZRANGE', KEYS[k], 0, 0, 'WITHSCORES')[2]
    if first then
        if tonumber(first) < tonumber(ARGV[1]) then more = 1 end
        if oldest == '' or tonumber(first) < tonumber(oldest) then oldest = first end
    end
end
return {complete(heard), incomplete(heard), more, oldest, unpack(gone)}
