package org.ppsp.server.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;
import org.ppsp.tracker.Ticker;

/// Decides whether a client has asked too often. Thread-safe; takes no lock and never waits.
public final class Limits {
  /// Addresses, networks and peers that are known at once, of each. One takes 800 bytes: 78 MB if
  /// there are so many of all.
  private static final long MOST = 32_768;

  /// A message of more bytes counts as one request more for each further as many.
  private static final int PLAIN_BYTES = 2048;

  /// What holds, and who has asked how much since; swapped as a whole.
  private record State(
      RateSettings settings,
      Buckets<IpAddress> addresses,
      Buckets<Long> networks,
      Buckets<PeerId> peers) {}

  private final Ticker ticker;
  private final long most;
  private final LongAdder chargedSearches = new LongAdder();
  private final LongAdder chargedBytes = new LongAdder();
  private volatile State state;

  /// Nobody has asked yet.
  public Limits(RateSettings settings, Ticker ticker) {
    this(settings, ticker, MOST);
  }

  Limits(RateSettings settings, Ticker ticker, long most) {
    this.ticker = ticker;
    this.most = most;
    state = fresh(settings);
  }

  private State fresh(RateSettings settings) {
    return new State(
        settings,
        new Buckets<>(
            settings.address(),
            settings.burst(),
            most,
            ticker,
            Reason.CONNECTS_OF_ADDRESS,
            Reason.REQUESTS_OF_ADDRESS),
        new Buckets<>(
            settings.network(),
            settings.burst(),
            most,
            ticker,
            Reason.CONNECTS_OF_NETWORK,
            Reason.REQUESTS_OF_NETWORK),
        new Buckets<>(
            settings.credential(),
            settings.burst(),
            most,
            ticker,
            Reason.CONNECTS_OF_CREDENTIAL,
            Reason.REQUESTS_OF_CREDENTIAL));
  }

  /// Takes other limits from now on. Where a rate or the burst has changed, everyone begins with
  /// full buckets.
  public void settings(RateSettings next) {
    State now = state;
    RateSettings known = now.settings;
    boolean hasSameRates =
        next.equals(
            new RateSettings(
                known.address(),
                known.network(),
                known.credential(),
                known.burst(),
                next.exempt()));
    state = hasSameRates ? new State(next, now.addresses, now.networks, now.peers) : fresh(next);
  }

  /// Counts a request of an address; before anything expensive is done for it.
  ///
  /// What an address may not ask does not count for its network, or one client could use up what is
  /// its neighbours'.
  ///
  /// @return the answer if it is one too many, or null
  public @Nullable Answer address(IpAddress address, Request request) {
    State state = this.state;
    if (IpNetwork.anyContains(state.settings.exempt(), address)) {
      return null;
    }
    boolean connect = request.method() == Method.CONNECT;
    Answer refused = take(state.addresses, address, request, connect, "from your address");
    return refused != null
        ? refused
        : take(state.networks, address.network(), request, connect, "from your network");
  }

  /// Counts a proof that is expensive to check as if it came with a CONNECT.
  ///
  /// @return the answer if it is one too many, or null
  public @Nullable Answer proof(IpAddress address, Request request) {
    State state = this.state;
    if (IpNetwork.anyContains(state.settings.exempt(), address)) {
      return null;
    }
    Answer refused = take(state.addresses, address, request, true, "from your address");
    return refused != null
        ? refused
        : take(state.networks, address.network(), request, true, "from your network");
  }

  /// Counts a request that came with a credential, once that was found good.
  ///
  /// @return the answer if it is one too many, or null
  public @Nullable Answer credential(Credential credential, Request request) {
    boolean connect = request.method() == Method.CONNECT;
    return take(state.peers, credential.peer(), request, connect, "of this peer");
  }

  /// Decides whether a long message is read at all: reading it takes as long as several requests.
  ///
  /// @return the answer if it is not, or null
  @Nullable Answer reading(Sender sender) {
    IpAddress address = sender.caller().ip();
    State state = this.state;
    if (bytes(sender) == 0 || IpNetwork.anyContains(state.settings.exempt(), address)) {
      return null;
    }
    Buckets.Wait wait = state.addresses.look(address);
    if (wait != null) {
      return refused(null, wait, "from your address");
    }
    wait = state.networks.look(address.network());
    return wait == null ? null : refused(null, wait, "from your network");
  }

  /// Charges what a served request has cost beyond a plain one to its address and network.
  void charge(IpAddress address, Sender sender) {
    int searches = sender.work().requests();
    int bytes = bytes(sender);
    if (searches + bytes == 0) {
      return;
    }
    chargedSearches.add(searches);
    chargedBytes.add(bytes);
    State state = this.state;
    if (!IpNetwork.anyContains(state.settings.exempt(), address)) {
      state.addresses.charge(address, searches + bytes);
      state.networks.charge(address.network(), searches + bytes);
    }
  }

  /// Charges the same to the peer that has proved who it is.
  void charge(Credential credential, Sender sender) {
    int more = sender.work().requests() + bytes(sender);
    if (more > 0) {
      state.peers.charge(credential.peer(), more);
    }
  }

  /// Charges a message that could not be read, as far as there is something left: it was answered
  /// anyway, and nobody else in its network has to pay for it.
  void unreadable(Sender sender) {
    IpAddress address = sender.caller().ip();
    int bytes = bytes(sender);
    chargedBytes.add(bytes);
    State state = this.state;
    if (!IpNetwork.anyContains(state.settings.exempt(), address)) {
      state.addresses.drain(address, 1L + bytes);
      state.networks.drain(address.network(), 1L + bytes);
    }
  }

  /// As how many requests more than one a message counts for its length.
  private static int bytes(Sender sender) {
    return Math.max(0, sender.size() - 1) / PLAIN_BYTES;
  }

  /// As how many requests more than one each expensive ones counted for what they asked.
  public long chargedSearches() {
    return chargedSearches.sum();
  }

  /// The same for the length of messages.
  public long chargedBytes() {
    return chargedBytes.sum();
  }

  private static <K> @Nullable Answer take(
      Buckets<K> buckets, K key, Request request, boolean connect, String whose) {
    if (buckets.isEmpty()) {
      return null;
    }
    Buckets.Wait wait = buckets.take(key, connect);
    return wait == null ? null : refused(request, wait, whose);
  }

  private static Answer refused(@Nullable Request request, Buckets.Wait wait, String whose) {
    long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(wait.nanos() + 999_999_999));
    String reason =
        "too many requests %s; ask again in %s s, and less often; long messages and requirements that few peers meet count as several"
            .formatted(whose, seconds);
    Response.Refusal refusal =
        request == null
            ? Answer.refusal(Status.SERVICE_UNAVAILABLE, reason)
            : Response.Refusal.of(request, Status.SERVICE_UNAVAILABLE, reason);
    return Answer.of(refusal).because(wait.reason()).retryAfter(seconds);
  }

  /// How many addresses, networks and peers are known.
  long size() {
    State state = this.state;
    return state.addresses.size() + state.networks.size() + state.peers.size();
  }
}
