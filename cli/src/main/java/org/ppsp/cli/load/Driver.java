package org.ppsp.cli.load;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ppsp.protocol.Method;

/// Sends requests when they are due, and counts what becomes of them. For one thread.
///
/// The load is open: requests are due on a schedule and not when an earlier one has been answered.
/// What is due while no line is free is sent as soon as one is, and its time counts from when it
/// was due; so a tracker that stands still for a second is seen to do so by all that came in that
/// second, and not only by those that were under way.
final class Driver {
  private static final int MAX_CHURNING = 64;

  private final Population population;
  private final Mix mix;
  private final Lines lines;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Schedule warmup;
  private final Schedule arrivals;
  private final Schedule churn;
  private final long measureFrom;
  private final Tally tally = new Tally();
  private int underWay;
  private int churning;
  private long served;
  private boolean stopped;

  /// @param warmup requests that are sent and not counted; what of them is not sent by
  ///   `measureFrom` is left out, so that the measuring begins without a backlog
  /// @param arrivals requests that are counted
  /// @param churn peers that go and come back, counted if due from `measureFrom`
  Driver(
      Population population,
      Mix mix,
      Lines lines,
      LongSupplier nanos,
      RandomGenerator random,
      Schedule warmup,
      Schedule arrivals,
      Schedule churn,
      long measureFrom) {
    this.population = population;
    this.mix = mix;
    this.lines = lines;
    this.nanos = nanos;
    this.random = random;
    this.warmup = warmup;
    this.arrivals = arrivals;
    this.churn = churn;
    this.measureFrom = measureFrom;
  }

  /// Sends what is due, as far as there are free lines. To be called when one is free again, and at
  /// [#next].
  void pump() {
    long now = nanos.getAsLong();
    while (!stopped && lines.hasFree()) {
      if (churn.isDue(now) && churning < MAX_CHURNING) {
        long due = churn.take();
        Member member = population.pick(Method.KEEPALIVE);
        if (member != null) {
          churning++;
          churn(member, due);
        }
      } else if (current(now).isDue(now)) {
        arrive(current(now).take());
      } else {
        return;
      }
    }
  }

  private Schedule current(long now) {
    return now - measureFrom < 0 ? warmup : arrivals;
  }

  /// When something is due next; [Long#MAX_VALUE] if nothing is any more, or it waits for a line.
  long next() {
    if (stopped || !lines.hasFree()) {
      return Long.MAX_VALUE;
    }
    long mix = Math.min(current(nanos.getAsLong()).next(), arrivals.next());
    return Math.min(mix, churn.next());
  }

  /// Sends nothing more.
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /// Whether nothing is sent any more and all is answered.
  boolean isDone() {
    return stopped && underWay == 0;
  }

  private void arrive(long due) {
    Method picked = mix.pick(random);
    Member candidate = population.pick(picked);
    // Where too many have left, one of them comes back.
    Method method = candidate == null ? Method.JOIN : picked;
    Member member = candidate == null ? population.pickIdle() : candidate;
    if (member == null) {
      note(method, due, Outcome.failed("no peer", "all have lost their sessions"));
      return;
    }
    send(
        method,
        member,
        due,
        outcome -> {
          if (method == Method.LEAVE) {
            population.hasLeft(member);
          }
          if (due - measureFrom >= 0) {
            served++;
          }
        });
  }

  /// A peer goes and another of its name comes.
  private void churn(Member member, long due) {
    send(population.dialect().going(), member, due, gone -> comeBack(member, 0));
  }

  private void comeBack(Member member, int step) {
    List<Method> steps = population.dialect().comingBack();
    if (step == steps.size()) {
      churning--;
    } else {
      send(steps.get(step), member, nanos.getAsLong(), done -> comeBack(member, step + 1));
    }
  }

  private void send(Method method, Member member, long due, Consumer<Outcome> then) {
    member.busy = true;
    if (method == Method.LEAVE) {
      member.joined = false;
    }
    underWay++;
    lines.send(
        population.request(method, member),
        method == Method.CONNECT ? null : member.session,
        outcome -> {
          underWay--;
          member.busy = false;
          population.learn(member, method, outcome);
          note(method, due, outcome);
          then.accept(outcome);
        });
  }

  private void note(Method method, long due, Outcome outcome) {
    if (due - measureFrom >= 0) {
      tally.add(method, nanos.getAsLong() - due, outcome);
    }
  }

  Tally tally() {
    return tally;
  }

  /// Requests of the mix that were answered so far, without those of the warm-up.
  long served() {
    return served;
  }

  /// Requests of the mix that are due and wait for a line.
  long backlog(long now) {
    return current(now).backlog(now);
  }

  /// Requests of the mix that were due so far, without those of the warm-up.
  long offered(long now) {
    return arrivals.offered(now);
  }
}
