package org.ppsp.tracker;

import java.util.function.BooleanSupplier;
import org.ppsp.protocol.IpAddress;

/// Counts in the [MemoryBudget] what sessions take. At any time a session is charged exactly what
/// [Session#memory] says; what its memberships share with others is counted by the swarms.
///
/// Every method is called under the lock of its session, or before others can see it.
final class Charges {
  private final MemoryBudget budget;

  Charges(MemoryBudget budget) {
    this.budget = budget;
  }

  /// Takes what a new session needs.
  ///
  /// @throws Refused if it may not have it
  void begin(Session session) {
    budget.takeForNewcomer(session.account(budget), session.memory());
  }

  /// Gives back all that a session has that is in no swarm.
  void end(Session session) {
    budget.charge(session.account(budget), -session.memory());
  }

  /// Makes a change to a session that stays at its address. What does not grow is never refused.
  ///
  /// @param growth how much it takes at most, but for what the session remembers of swarms that it
  ///   leaves: it forgets them if there is no room
  /// @throws Refused if it may not have that; then nothing has changed
  void change(Session session, SwarmRegistry.Growth growth, Runnable change) {
    var _ =
        change(
            session,
            growth,
            () -> {
              change.run();
              return true;
            });
  }

  private boolean change(Session session, SwarmRegistry.Growth growth, BooleanSupplier change) {
    int reserved = Math.max(0, growth.all());
    long account = session.account(budget);
    if (reserved > 0) {
      budget.checkSession(session.wholeMemory() + reserved);
      budget.take(account, reserved);
    }
    int counted = session.memory() + reserved;
    try {
      return change.getAsBoolean();
    } finally {
      int more = session.memory() - counted;
      if (more > 0 && !budget.hasRoom(account, more)) {
        session.forgetLeft();
        more = session.memory() - counted;
      }
      budget.charge(account, more);
    }
  }

  /// Makes a change to a session that may come from another address afterwards.
  ///
  /// @param growth how much it takes at most
  /// @param ip where it comes from afterwards, unless it stays where it was
  /// @param change tells whether there was a place for it
  /// @return what the change tells
  /// @throws Refused if it may not grow like that, or not at that address; then nothing has changed
  boolean move(Session session, int growth, IpAddress ip, BooleanSupplier change) {
    long from = session.account(budget);
    long to = budget.account(ip);
    if (from == to) {
      return change(session, new SwarmRegistry.Growth(growth, 0), change);
    }
    int before = session.memory();
    int after = before + Math.max(0, growth);
    if (after > before) {
      budget.checkSession(session.wholeMemory() + after - before);
    }
    budget.charge(from, -before);
    try {
      budget.take(to, after);
    } catch (Refused refused) {
      budget.charge(from, before);
      throw refused;
    }
    try {
      return change.getAsBoolean();
    } finally {
      budget.charge(to, -after);
      budget.charge(session.account(budget), session.memory());
    }
  }
}
