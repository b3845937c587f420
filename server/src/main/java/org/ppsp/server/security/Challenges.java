package org.ppsp.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.ppsp.protocol.PeerId;
import org.ppsp.tracker.Ticker;

/// What peers have to sign to connect. A message carries the signature and not the nonce, so the
/// tracker must know which nonce it gave: it is a keyed hash of the peer's name, the time and how
/// often the peer has used one lately. Nothing is kept for a peer that asks and does not sign, and
/// nobody can take a peer's nonce from it by asking in its name. Thread-safe.
final class Challenges {
  /// So many peers are remembered at the most that have used a nonce; further ones have to wait.
  private static final int REMEMBERED = 1_000_000;

  private final long period;
  private final Ticker ticker;
  private final long origin;
  private final Hmac hmac;

  /// How often a peer has used a nonce; kept for longer than a nonce that was given out since is
  /// good.
  private final Cache<PeerId, Integer> uses;

  /// @param lifetime how long a nonce is good at the least; twice as long at the most
  Challenges(Duration lifetime, Ticker ticker, Hmac hmac) {
    period = lifetime.toNanos();
    this.ticker = ticker;
    this.hmac = hmac;
    origin = ticker.nanos();
    uses =
        Caffeine.newBuilder()
            .expireAfterAccess(lifetime.multipliedBy(3))
            .ticker(ticker::nanos)
            .build();
  }

  private long now() {
    return (ticker.nanos() - origin) / period;
  }

  /// What a peer has to sign now.
  String nonce(PeerId peer) {
    Integer used = uses.getIfPresent(peer);
    return nonce(peer, now(), used == null ? 0 : used);
  }

  private String nonce(PeerId peer, long time, int used) {
    byte[] start = ByteBuffer.allocate(12).putLong(time).putInt(used).array();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            hmac.of(start, ("connect " + peer.value()).getBytes(StandardCharsets.UTF_8)));
  }

  /// How long the nonce is good that [#nonce] gives now.
  Duration lifetime() {
    return Duration.ofNanos(period * 2 - (ticker.nanos() - origin) % period);
  }

  /// Whether there is place to remember one more peer.
  boolean hasRoom() {
    return uses.estimatedSize() < REMEMBERED;
  }

  /// Uses up the nonce that a peer has signed: the one of now or the one before.
  ///
  /// @param isSigned whether it signed this nonce
  /// @return whether it signed one, and no other request was quicker with it
  boolean use(PeerId peer, Predicate<String> isSigned) {
    ConcurrentMap<PeerId, Integer> known = uses.asMap();
    Integer before = known.get(peer);
    int used = before == null ? 0 : before;
    long time = now();
    if (!isSigned.test(nonce(peer, time, used)) && !isSigned.test(nonce(peer, time - 1, used))) {
      return false;
    }
    return before == null
        ? known.putIfAbsent(peer, 1) == null
        : known.replace(peer, before, used + 1);
  }
}
