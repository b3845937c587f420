-- FIND of 30 by random members of the swarm that Populate has filled. Arguments: members, and xml or
-- json. The requests are made beforehand, so that the load generator is not what is measured.
local COUNT = 20000
local bodies = {
  xml = '<?xml version="1.0" encoding="UTF-8"?>\n<PPSPTrackerProtocol version="1.0">\n'
    .. "  <Method>FIND</Method>\n  <TransactionID>%d</TransactionID>\n  <PeerID>peer-%08d</PeerID>\n"
    .. "  <SwarmID>live-event</SwarmID>\n  <Peernum>30</Peernum>\n</PPSPTrackerProtocol>\n",
  json = '{\n  "PPSPTrackerProtocol": {\n    "version": 1,\n    "request_type": "FIND",\n'
    .. '    "transaction_id": "%d",\n    "peer_id": "peer-%08d",\n    "find": {\n'
    .. '      "swarm_id": "live-event",\n      "peer_num": {"peer_count": 30}\n    }\n  }\n}\n',
}
local requests = {}
local at = 0

function init(args)
  local members = tonumber(args[1])
  local encoding = args[2]
  local head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Type: application/ppsp-tracker+" .. encoding
    .. "\r\nContent-Length: "
  math.randomseed(7)
  for i = 1, COUNT do
    local message = string.format(bodies[encoding], i, math.random(0, members - 1))
    requests[i] = head .. #message .. "\r\n\r\n" .. message
  end
end

function request()
  at = at % COUNT + 1
  return requests[at]
end
