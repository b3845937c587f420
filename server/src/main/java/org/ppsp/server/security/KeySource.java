package org.ppsp.server.security;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.ppsp.tracker.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the keys are that tokens are signed with. Whoever asks is told at once what is known; what
/// is read from elsewhere is read by the thread that looks.
interface KeySource extends AutoCloseable {
  /// The keys, or null as long as they could not be had.
  @Nullable JWKSet keys();

  /// Tells that a token names a key that is not there: perhaps it is new.
  void wanted();

  /// Looks whether there are others.
  ///
  /// @return whether there are
  boolean look();

  @Override
  void close();

  /// Keys in a file.
  static KeySource file(Path file) throws CredentialException {
    Watched<JWKSet> watched =
        new Watched<>(
            "keys of tokens",
            file,
            KeySet.MAX_BYTES,
            read -> KeySet.read(file.toString(), read.bytes()));
    return new KeySource() {
      @Override
      public JWKSet keys() {
        return watched.value();
      }

      @Override
      public void wanted() {} // the file is looked at often enough

      @Override
      public boolean look() {
        return watched.look();
      }

      @Override
      public void close() {}
    };
  }

  /// Keys at a URL that the operator has named.
  static KeySource url(URI url, Ticker ticker) {
    return new FromUrl(url, ticker);
  }

  /// Fetches the keys every few minutes, and earlier where a token names another one, but never
  /// more often than every few seconds: tokens come from strangers.
  final class FromUrl implements KeySource {
    private static final Duration USUALLY = Duration.ofMinutes(5);
    private static final Duration AT_THE_MOST_EVERY = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

    private final URI url;
    private final Ticker ticker;
    private final HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private long fetched;
    private final Trouble trouble = new Trouble();
    private volatile boolean wanted = true;
    private volatile @Nullable JWKSet keys;

    private FromUrl(URI url, Ticker ticker) {
      this.url = url;
      this.ticker = ticker;
      fetched = ticker.nanos() - USUALLY.toNanos();
      boolean _ = look();
    }

    @Override
    public @Nullable JWKSet keys() {
      return keys;
    }

    @Override
    public void wanted() {
      wanted = true;
    }

    @Override
    public synchronized boolean look() {
      long age = ticker.nanos() - fetched;
      if (age < (wanted || keys == null ? AT_THE_MOST_EVERY : USUALLY).toNanos()) {
        return false;
      }
      fetched = ticker.nanos();
      wanted = false;
      try {
        JWKSet now = KeySet.read(url.toString(), fetch());
        boolean isNew = !now.equals(keys);
        if (isNew) {
          keys = now;
          LOG.info("the keys of tokens are those of {} now: {}", url, now.size());
        }
        trouble.isOver();
        return isNew;
      } catch (CredentialException e) {
        if (trouble.isNew(e)) {
          LOG.warn(
              "{}: {}",
              keys == null
                  ? "there are no keys yet, so that no token is good"
                  : "the keys of tokens stay as they were",
              e.getMessage());
        }
        return false;
      }
    }

    private byte[] fetch() throws CredentialException {
      HttpRequest request =
          HttpRequest.newBuilder(url).timeout(TIMEOUT).header("Accept", "application/json").build();
      try {
        HttpResponse<byte[]> answer =
            client
                .sendAsync(
                    request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), KeySet.MAX_BYTES))
                .get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        if (answer.statusCode() != 200) {
          throw new CredentialException(url + " answers " + answer.statusCode() + ", not 200");
        }
        return answer.body();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() instanceof IOException io ? io : e;
        throw new CredentialException(
            url
                + " cannot be reached: "
                + (cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : cause.getMessage()),
            e);
      } catch (TimeoutException e) {
        throw new CredentialException(
            url + " does not answer within " + TIMEOUT.toSeconds() + " s", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CredentialException(url + " was not asked to the end", e);
      }
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }
}
