package org.ppsp.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A `swarm_result` (RFC 7846, section 3.3.4) that is by the grammar.
///
/// @param swarm which swarm
/// @param done whether the result is 0
/// @param peers each `peer_info`; null if there is no `peer_group`
record JsonResult(String swarm, boolean done, @Nullable List<JsonNode> peers) {
  static JsonResult of(JsonNode result) {
    long number = Grammar.number(result, "result");
    Mismatch.unless(
        number == 0 || number == 1,
        "result 0 or 1",
        "result " + number,
        "0 says that the action was done, 1 that it was not");
    return new JsonResult(
        Grammar.text(result, "swarm_id"),
        number == 0,
        result.has("peer_group") ? peers(Grammar.object(result, "peer_group")) : null);
  }

  private static List<JsonNode> peers(JsonNode group) {
    List<JsonNode> peers = new ArrayList<>();
    for (JsonNode peer : Grammar.array(group, "peer_info")) {
      var _ = Grammar.text(peer, "peer_id");
      Grammar.address(Grammar.object(peer, "peer_addr"));
      peers.add(peer);
    }
    return peers;
  }

  private List<String> ids() {
    return peers == null
        ? List.of()
        : peers.stream().map(peer -> peer.path("peer_id").asText()).toList();
  }

  /// Fails unless the list has exactly these peers, in any order. Where there are none, there may
  /// be no list, for by the grammar it cannot be empty.
  void lists(Guest... expected) {
    Mismatch.unless(
        peers != null || expected.length == 0,
        "a peer_group with " + expected.length + " peers",
        "no peer_group",
        "list peers for FIND, a JOIN as LEECH, and a JOIN with peer_num");
    Checks.named(ids(), expected);
  }

  /// Fails unless so many peers are listed, each once.
  void counts(int number) {
    long distinct = ids().stream().distinct().count();
    Mismatch.unless(
        ids().size() == number && distinct == number,
        number + " peers",
        "the peers " + ids(),
        "list as many as peer_count asks for, or all that there are if they are fewer");
  }

  /// Fails if more peers are listed, or one twice.
  void countsAtMost(int number) {
    counts(Math.min(ids().size(), number));
  }

  /// Fails if there is a list.
  void listsNothing() {
    Mismatch.unless(
        peers == null,
        "no peer_group",
        "a peer_group with the peers " + ids(),
        "list peers for FIND, a JOIN as LEECH, and a JOIN with peer_num only");
  }

  /// The `peer_addr` of the only peer in the list.
  JsonNode addressOf(Guest expected) {
    lists(expected);
    return peers == null ? Grammar.read("") : peers.getFirst().path("peer_addr");
  }
}
