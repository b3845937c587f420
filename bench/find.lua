-- FIND of 30 by random members of the swarm that Populate has filled. Arguments: members; xml or json;
-- what is asked for: any (the default), chunk (7, of which Populate has one member in a hundred), rare
-- (9, one in ten thousand), required (two requirements that one member in five meets), or preferred (a
-- wish that one member in five meets). The requests are made beforehand, so that the load generator is
-- not what is measured.
local COUNT = 20000
local bodies = {
  xml = '<?xml version="1.0" encoding="UTF-8"?>\n<PPSPTrackerProtocol version="1.0">\n'
    .. "  <Method>FIND</Method>\n  <TransactionID>%d</TransactionID>\n  <PeerID>peer-%08d</PeerID>\n"
    .. "  <SwarmID>live-event</SwarmID>\nWANTED  <Peernum>30</Peernum>\nNEEDED</PPSPTrackerProtocol>\n",
  json = '{\n  "PPSPTrackerProtocol": {\n    "version": 1,\n    "request_type": "FIND",\n'
    .. '    "transaction_id": "%d",\n    "peer_id": "peer-%08d",\n    "find": {\n'
    .. '      "swarm_id": "live-event",\n      "peer_num": {"peer_count": 30}\n    }\n  }\n}\n',
}
local wanted = { chunk = "  <ChunkID>7</ChunkID>\n", rare = "  <ChunkID>9</ChunkID>\n" }
local needed = {
  required = '  <Stats>\n    <Stat property="UploadBandwidth">5000</Stat>\n'
    .. '    <Stat property="NAT">STUN</Stat>\n  </Stats>\n',
  preferred = '  <Stats>\n    <Stat property="NAT" match="prefer">STUN</Stat>\n  </Stats>\n',
}
local requests = {}
local at = 0

function init(args)
  local members = tonumber(args[1])
  local encoding = args[2]
  local kind = args[3] or "any"
  local body = bodies[encoding]:gsub("WANTED", wanted[kind] or ""):gsub("NEEDED", needed[kind] or "")
  local head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ppsp-tracker+" .. encoding
    .. "\r\nContent-Length: "
  math.randomseed(7)
  for i = 1, COUNT do
    local message = string.format(body, i, math.random(0, members - 1))
    requests[i] = head .. #message .. "\r\n\r\n" .. message
  end
end

function request()
  at = at % COUNT + 1
  return requests[at]
end
