package org.ppsp.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.ppsp.tracker.Ticker;

/// Nonces that come back with their proof, as those of HTTP Digest do. A nonce says itself until
/// when it is good and carries a keyed hash, so that nothing is kept of those that were given out;
/// only what was used is remembered, until it is no longer good. Thread-safe.
final class Nonces {
  /// So many are remembered at the most; while there are more, every nonce counts as stale.
  private static final int REMEMBERED = 1_000_000;

  private static final int RANDOM = 8;
  private static final int SIGNED = Long.BYTES + RANDOM;
  private static final int TEXT = 43;

  private final Duration lifetime;
  private final Ticker ticker;
  private final SecureRandom random;
  private final Hmac hmac;
  private final Cache<String, Uses> used;

  /// How good a nonce is.
  enum Verdict {
    /// It was given out not long ago.
    GOOD,
    /// It was given out longer ago.
    STALE,
    /// It was not given out by this process.
    FOREIGN
  }

  /// @param lifetime how long a nonce is good
  Nonces(Duration lifetime, Ticker ticker, SecureRandom random, Hmac hmac) {
    this.lifetime = lifetime;
    this.ticker = ticker;
    this.random = random;
    this.hmac = hmac;
    used = Caffeine.newBuilder().expireAfterWrite(lifetime).ticker(ticker::nanos).build();
  }

  /// A new one.
  String issue() {
    byte[] start = new byte[RANDOM];
    random.nextBytes(start);
    byte[] signed =
        ByteBuffer.allocate(SIGNED).putLong(ticker.nanos() + lifetime.toNanos()).put(start).array();
    byte[] all = Arrays.copyOf(signed, SIGNED + Hmac.SIZE);
    System.arraycopy(hmac.of(signed), 0, all, SIGNED, Hmac.SIZE);
    return text(all);
  }

  private static String text(byte[] all) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /// Judges a nonce, which counts as used only by [#use].
  Verdict judge(String nonce) {
    if (nonce.length() != TEXT) {
      return Verdict.FOREIGN;
    }
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException _) {
      return Verdict.FOREIGN;
    }
    if (!text(all).equals(nonce)) {
      return Verdict.FOREIGN; // another spelling, which would be remembered as another nonce
    }
    byte[] signed = Arrays.copyOf(all, SIGNED);
    byte[] mac = Arrays.copyOfRange(all, SIGNED, all.length);
    if (!MessageDigest.isEqual(mac, hmac.of(signed))) {
      return Verdict.FOREIGN;
    }
    return ByteBuffer.wrap(all).getLong() - ticker.nanos() <= 0 ? Verdict.STALE : Verdict.GOOD;
  }

  /// Uses a nonce that is good for the `count`th time. Only for one that came with a valid proof:
  /// it is remembered.
  ///
  /// @param count from 1 on
  /// @return whether it had not been used with that number; false also where that is not known
  boolean use(String nonce, long count) {
    Uses uses = used.getIfPresent(nonce);
    if (uses == null) {
      if (used.estimatedSize() >= REMEMBERED) {
        return false;
      }
      uses = used.get(nonce, n -> new Uses());
    }
    return uses.add(count);
  }

  /// With which numbers a nonce was used. Requests that are under way together may overtake each
  /// other, so the last 64 numbers are known one by one.
  private static final class Uses {
    private long highest;

    /// Bit `i` is for the number `highest - i`.
    private long seen;

    synchronized boolean add(long count) {
      if (count < 1) {
        return false;
      }
      if (count > highest) {
        long shift = count - highest;
        seen = shift < Long.SIZE ? seen << shift | 1 : 1;
        highest = count;
        return true;
      }
      long back = highest - count;
      if (back >= Long.SIZE || (seen >>> back & 1) != 0) {
        return false;
      }
      seen |= 1L << back;
      return true;
    }
  }
}
