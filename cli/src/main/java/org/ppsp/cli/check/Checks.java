package org.ppsp.cli.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ppsp.protocol.Diagnosis;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.Response;

/// What a section of the walk does its checks with. For one thread.
final class Checks {
  /// After so many requests in a row without an answer there is no tracker any more.
  private static final int GIVE_UP_AFTER = 3;

  private final Wire wire;
  private final Names names;
  private final Consumer<Result> results;
  private final List<Guest> peers = new ArrayList<>();
  private final ByTheLetter letter = new ByTheLetter(this);
  private String section = "";
  private int unanswered;

  Checks(Wire wire, Names names, Consumer<Result> results) {
    this.wire = wire;
    this.names = names;
    this.results = results;
  }

  /// One rule; it holds if this returns.
  @FunctionalInterface
  interface Rule {
    /// Checks it.
    ///
    /// @throws Mismatch if it does not hold
    /// @throws Skip if the tracker does another way that is left open
    void check() throws IOException, InterruptedException;
  }

  /// The tracker has gone.
  static final class GoneException extends IOException {
    private static final long serialVersionUID = 1;

    GoneException(IOException cause) {
      super(cause);
    }
  }

  Wire wire() {
    return wire;
  }

  Names names() {
    return names;
  }

  /// Does a section.
  void section(String title, Section body) throws InterruptedException, GoneException {
    section = title;
    try {
      body.run(this);
    } catch (Mismatch e) {
      results.accept(Result.fail(section, "what the further checks need", e));
    } catch (GoneException e) {
      throw e;
    } catch (IOException e) {
      results.accept(Result.fail(section, "what the further checks need", noAnswer(e)));
      countUnanswered(e);
    }
  }

  /// Checks one rule and notes what came of it.
  ///
  /// @return whether it holds
  boolean check(String name, Rule rule) throws InterruptedException, GoneException {
    Result result;
    try {
      rule.check();
      result = Result.ok(section, name);
    } catch (Mismatch e) {
      result = Result.fail(section, name, e);
    } catch (Skip e) {
      result = Result.skip(section, name, e.why());
    } catch (IOException e) {
      results.accept(Result.fail(section, name, noAnswer(e)));
      countUnanswered(e);
      return false;
    }
    unanswered = 0;
    results.accept(result);
    return result.outcome() == Result.Outcome.OK;
  }

  /// Checks a rule about a form that the grammar of RFC 7846 does not have, although its examples
  /// do. A tracker that reads the grammar by the letter is not asked.
  void liberty(String name, Rule rule) throws InterruptedException, GoneException {
    var _ =
        check(
            name,
            () -> {
              if (letter.isKept()) {
                throw new Skip("this tracker reads the grammar of RFC 7846 by the letter");
              }
              rule.check();
            });
  }

  private void countUnanswered(IOException e) throws GoneException {
    if (++unanswered >= GIVE_UP_AFTER) {
      throw new GoneException(e);
    }
  }

  /// What a request without an answer is told as.
  static Mismatch noAnswer(IOException e) {
    return new Mismatch(
        "an answer",
        "none: " + Diagnosis.ofFailure(e),
        "every request gets a whole answer, wrong ones too; does the tracker still run?");
  }

  /// A peer that is not connected.
  TestPeer stranger() {
    TestPeer peer = new TestPeer(wire, names);
    peers.add(peer);
    return peer;
  }

  /// A peer that has sent CONNECT with these elements.
  TestPeer peer(String... elements) throws IOException, InterruptedException {
    TestPeer peer = stranger();
    var _ = peer.ask("CONNECT", elements).is(Response.Connect.class);
    return peer;
  }

  /// A peer of JSON that is not connected.
  JsonPeer jsonStranger() {
    JsonPeer peer = new JsonPeer(wire, names);
    peers.add(peer);
    return peer;
  }

  /// A peer of JSON that has joined a swarm as LEECH.
  ///
  /// @param members further ones of `connect`
  JsonPeer leech(String swarm, String... members) throws IOException, InterruptedException {
    return jsonStranger().join(swarm, members);
  }

  /// Sends any document, without a token.
  Answer send(String document) throws IOException, InterruptedException {
    return wire.send(wire.post(document), null);
  }

  /// Disconnects whoever the walk has connected and not disconnected.
  ///
  /// @return how many could not be
  int leave() throws InterruptedException {
    int left = 0;
    for (Guest peer : peers) {
      try {
        peer.goodbye();
      } catch (IOException | Mismatch e) {
        left++;
      }
    }
    return left;
  }

  /// Fails unless a list has exactly these peers, in any order.
  static void lists(List<Peer> list, Guest... expected) {
    named(ids(list), expected);
  }

  /// Fails unless a list of names has exactly those of these peers, in any order.
  static void named(List<String> came, Guest... expected) {
    List<String> wanted = new ArrayList<>();
    for (Guest peer : expected) {
      wanted.add(peer.id());
    }
    Mismatch.unless(
        came.size() == wanted.size() && came.containsAll(wanted),
        "the peers " + wanted,
        "the peers " + came,
        "list the live members that fit the request, each once, never the asker");
  }

  /// The peer of a list that must have it and nobody else.
  static Peer only(List<Peer> list, Guest expected) {
    lists(list, expected);
    return list.getFirst();
  }

  static List<String> ids(List<Peer> list) {
    return list.stream().map(peer -> peer.id().value()).toList();
  }
}
