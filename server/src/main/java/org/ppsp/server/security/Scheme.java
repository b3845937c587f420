package org.ppsp.server.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Request;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// One way to prove who one is (specification, section 9). Every thread may call.
interface Scheme extends AutoCloseable {
  /// What a request proves in this way.
  ///
  /// @return null if it does not try to
  /// @throws Rejected if it tries and fails
  @Nullable Credential prove(Request request, Sender sender) throws Rejected;

  /// Whether such a request can prove something in this way.
  default boolean fits(Request request) {
    return true;
  }

  /// Whether it takes a signature or more to find out what the request proves. CONNECTs, which are
  /// limited as such, need not say so.
  default boolean isDear(Request request, Sender sender) {
    return false;
  }

  /// Which kind of credential it takes.
  Condition.Type type();

  /// What a peer is told that this way would do.
  default Condition condition(Request request) {
    return new Condition(type(), null);
  }

  /// The values of `WWW-Authenticate` that go with it; none if HTTP has no word for it.
  ///
  /// @param rejected what was wrong with what the peer tried, in whichever way, or null
  default List<String> challenges(@Nullable Rejected rejected) {
    return List.of();
  }

  /// The values of `WWW-Authenticate` that tell that a credential of this way is a good one, and
  /// not for what was asked.
  default List<String> insufficient(Credential credential) {
    return List.of();
  }

  /// The word for it, for a person.
  @Override
  String toString();

  /// Looks whether files have changed, and takes them if so. Called by one thread again and again.
  ///
  /// @return whether something was taken, so that what was proved may no longer count
  default boolean look() {
    return false;
  }

  /// Ends what it began.
  @Override
  default void close() {}
}
