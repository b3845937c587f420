-- A live event, by random members of the swarm that Populate has filled: 40 % KEEPALIVE, 40 % STAT_REPORT,
-- 15 % FIND of 30, 5 % JOIN and LEAVE. Arguments: members; and for the ceiling, which answers as many
-- bytes as its path says, the bytes of an answer to each: KEEPALIVE, STAT_REPORT, FIND, JOIN, LEAVE. The
-- requests are made beforehand, so that the load generator is not what is measured.
local COUNT = 20000
-- A JOIN comes so much before the same member's LEAVE that it has been answered by then.
local APART = 1000
local WITH_SWARM = "<SwarmID>live-event</SwarmID>"
local requests = {}
local at = 0

function init(args)
  local members = tonumber(args[1])
  local order = { "KEEPALIVE", "STAT_REPORT", "FIND", "JOIN", "LEAVE" }
  local path = {}
  for i, method in ipairs(order) do
    path[method] = "/" .. (args[i + 1] or "")
  end
  local rest = {
    KEEPALIVE = "",
    STAT_REPORT = WITH_SWARM .. '<Stats><Stat property="UploadedBytes">%d</Stat>'
      .. '<Stat property="AvailableBandwidth">3000</Stat></Stats>',
    FIND = WITH_SWARM .. "<Peernum>30</Peernum>",
    JOIN = WITH_SWARM,
    LEAVE = WITH_SWARM,
  }
  math.randomseed(7)
  local function add(i, method, member)
    local message = '<?xml version="1.0" encoding="UTF-8"?>\n<PPSPTrackerProtocol version="1.0"><Method>' .. method
      .. "</Method><TransactionID>" .. i .. "</TransactionID><PeerID>" .. string.format("peer-%08d", member)
      .. "</PeerID>" .. rest[method]:gsub("%%d", i * 1000) .. "</PPSPTrackerProtocol>\n"
    requests[i] = "POST " .. path[method] .. " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ppsp-tracker+xml"
      .. "\r\nContent-Length: " .. #message .. "\r\n\r\n" .. message
  end
  -- Those that come and go are not those that report, which only members can.
  local mobile = members - 1000
  local joined = {}
  for i = 1, COUNT do
    local kind = i % 20
    if kind == 0 then
      local which = (i / 20) % 2 == 0 and joined[i - APART - 20]
      if which then
        add(i, "LEAVE", which)
      else
        joined[i] = mobile + (i / 20) % 1000
        add(i, "JOIN", joined[i])
      end
    elseif kind <= 3 then
      add(i, "FIND", math.random(0, mobile - 1))
    elseif kind <= 11 then
      add(i, "KEEPALIVE", math.random(0, mobile - 1))
    else
      add(i, "STAT_REPORT", math.random(0, mobile - 1))
    end
  end
end

function request()
  at = at % COUNT + 1
  return requests[at]
end
