package org.ppsp.cli.load;

import java.util.List;
import org.ppsp.protocol.Method;

/// Has every peer send the same few requests, as fast as the tracker answers: how a load begins and
/// ends. For one thread.
final class Rollcall {
  private final Population population;
  private final Lines lines;
  private final List<Method> steps;
  private final boolean going;
  private int next;
  private int underWay;
  private int done;
  private boolean stopped;
  private String failure = "";
  private boolean refused;

  /// @param going whether the peers go: then only those that are connected, and on when a request
  ///   fails
  Rollcall(Population population, Lines lines, List<Method> steps, boolean going) {
    this.population = population;
    this.lines = lines;
    this.steps = List.copyOf(steps);
    this.going = going;
  }

  /// Sends what can be sent. To be called when a line is free.
  void pump() {
    List<Member> members = population.members();
    while (lines.hasFree() && next < members.size() && goesOn()) {
      Member member = members.get(next++);
      if (!going || member.connected) {
        underWay++;
        send(member, 0);
      }
    }
  }

  private boolean goesOn() {
    return !stopped && (going || failure.isEmpty());
  }

  /// Begins with no further peer.
  void stop() {
    stopped = true;
  }

  private void send(Member member, int step) {
    Method method = steps.get(step);
    lines.send(
        population.request(method, member),
        member.session,
        outcome -> {
          population.learn(member, method, outcome);
          if (!outcome.isSuccess() && failure.isEmpty()) {
            refused = outcome.status() != null;
            failure =
                "%s of %s: %s: %s"
                    .formatted(method, member.id, outcome.failure(), outcome.detail());
          }
          if (outcome.isSuccess() && step + 1 < steps.size()) {
            send(member, step + 1);
          } else {
            underWay--;
            done++;
          }
        });
  }

  boolean isDone() {
    return underWay == 0 && (next == population.members().size() || !goesOn());
  }

  int done() {
    return done;
  }

  /// Whether the first thing that went wrong was that the tracker refused.
  boolean isRefused() {
    return refused;
  }

  /// The first thing that went wrong; empty if nothing did.
  String failure() {
    return failure;
  }
}
