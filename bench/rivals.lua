-- Lists of 50 for random members of the swarm that bench/rivals has filled. Arguments: announce (of
-- BitTorrent) or find (of ours); members; what becomes of a connection: kept, new (we ask for it to be
-- closed after each answer) or closed (the server does so, unasked); the swarm's hash, as in a URL;
-- bytes of an answer's body. The requests are made beforehand, so that the load generator is not what
-- is measured.
local COUNT = 20000
local FIND = '<?xml version="1.0" encoding="UTF-8"?>\n<PPSPTrackerProtocol version="1.0">\n'
  .. "  <Method>FIND</Method>\n  <TransactionID>%d</TransactionID>\n  <PeerID>peer-%08d</PeerID>\n"
  .. "  <SwarmID>live-event</SwarmID>\n  <Peernum>50</Peernum>\n</PPSPTrackerProtocol>\n"
local requests = {}
local at = 0
local thread

-- What core 0 has done so far, busy and idle, in ticks. Ticks that the host took away are neither.
local function core()
  for line in io.lines("/proc/stat") do
    if line:find("^cpu0 ") then
      local t = {}
      for ticks in line:gmatch(" (%d+)") do
        t[#t + 1] = tonumber(ticks)
      end
      return t[1] + t[2] + t[3] + t[6] + t[7], t[4] + t[5]
    end
  end
end

function setup(t)
  thread = t
end

function init(args)
  local message, members, escaped = args[1], tonumber(args[2]), args[4]
  connections, bytes = args[3], tonumber(args[5])
  local head = " HTTP/1.1\r\nHost: localhost\r\n" .. (connections == "new" and "Connection: close\r\n" or "")
  math.randomseed(7)
  for i = 1, COUNT do
    local member = math.random(0, members - 1)
    if message == "find" then
      local body = string.format(FIND, i, member)
      requests[i] = "POST /" .. head .. "Content-Type: application/ppsp-tracker+xml\r\nContent-Length: "
        .. #body .. "\r\n\r\n" .. body
    else
      requests[i] = "GET /announce?info_hash=" .. escaped .. "&peer_id=-RV0001-000000000001&uploaded=0"
        .. "&downloaded=0&left=1&compact=1&numwant=50&port=" .. 10000 + member .. head .. "\r\n"
    end
  end
  busyBefore, idleBefore = core()
end

function request()
  at = at % COUNT + 1
  return requests[at]
end

function done(summary)
  local busy, idle = core()
  busy, idle = busy - thread:get("busyBefore"), idle - thread:get("idleBefore")
  print(string.format("Core 0 was busy: %.2f", busy / (busy + idle)))
  local errors = summary.errors
  local failed = errors.connect + errors.write + errors.status
  if thread:get("connections") ~= "closed" then
    failed = failed + errors.read
  end
  if failed > 0 then
    print("Failed: " .. failed .. " connections or requests")
  end
  -- A refusal in BitTorrent's words is an answer with status 200, but a short one.
  if summary.bytes < 0.9 * thread:get("bytes") * summary.requests then
    print("Failed: answers of " .. math.floor(summary.bytes / summary.requests) .. " bytes are no lists")
  end
end
