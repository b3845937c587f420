-- FIND of 30 by a random member of the swarm that Populate has filled. Argument: members.
local members
local head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Type: application/ppsp-tracker+xml\r\nContent-Length: "
local body = '<?xml version="1.0" encoding="UTF-8"?>\n<PPSPTrackerProtocol version="1.0">\n'
  .. "  <Method>FIND</Method>\n  <TransactionID>%d</TransactionID>\n  <PeerID>peer-%08d</PeerID>\n"
  .. "  <SwarmID>live-event</SwarmID>\n  <Peernum>30</Peernum>\n</PPSPTrackerProtocol>\n"
local transaction = 0

function init(args)
  members = tonumber(args[1])
  math.randomseed(7)
end

function request()
  transaction = transaction + 1
  local message = string.format(body, transaction, math.random(0, members - 1))
  return head .. #message .. "\r\n\r\n" .. message
end
