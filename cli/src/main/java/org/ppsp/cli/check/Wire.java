package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// Sends bytes to the tracker and takes what comes back, whatever it is.
final class Wire implements AutoCloseable {
  private final URI url;
  private final SSLContext tls;
  private final Duration timeout;
  private final HttpClient http;

  Wire(URI url, SSLContext tls, Duration timeout) {
    this.url = url;
    this.tls = tls;
    this.timeout = timeout;
    http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  URI url() {
    return url;
  }

  SSLContext tls() {
    return tls;
  }

  Duration timeout() {
    return timeout;
  }

  /// One way of sending a message; the methods give a changed copy.
  ///
  /// @param url where to
  /// @param method of HTTP
  /// @param type Content-Type
  /// @param accept Accept, or null
  /// @param token of the session, or null
  /// @param body what is sent
  record Post(
      URI url,
      String method,
      String type,
      @Nullable String accept,
      @Nullable String token,
      BodyPublisher body) {
    Post to(URI other) {
      return new Post(other, method, type, accept, token, body);
    }

    Post by(String other) {
      return new Post(url, other, type, accept, token, body);
    }

    Post as(String mediaType) {
      return new Post(url, method, mediaType, accept, token, body);
    }

    Post accepting(String mediaType) {
      return new Post(url, method, type, mediaType, token, body);
    }

    Post with(@Nullable String session) {
      return new Post(url, method, type, accept, session, body);
    }

    Post body(byte[] bytes) {
      return new Post(url, method, type, accept, token, BodyPublishers.ofByteArray(bytes));
    }

    /// Without Content-Length, so that the body goes out in chunks.
    Post chunked(byte[] bytes) {
      return new Post(
          url,
          method,
          type,
          accept,
          token,
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
    }
  }

  /// A message in XML as peers send it, to be changed.
  Post post(String message) {
    return post(message, XmlCodec.MEDIA_TYPE);
  }

  /// A message in JSON as peers send it, to be changed.
  Post postJson(String message) {
    return post(message, JsonCodec.MEDIA_TYPE);
  }

  private Post post(String message, String type) {
    return new Post(
        url, "POST", type, null, null, BodyPublishers.ofByteArray(message.getBytes(UTF_8)));
  }

  /// Sends and waits.
  ///
  /// @param transactionId what the answer must echo; null if it need not
  Answer send(Post post, @Nullable String transactionId) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(post.url())
            .header("Content-Type", post.type())
            .method(post.method(), post.body());
    if (post.accept() != null) {
      request.header("Accept", post.accept());
    }
    if (post.token() != null) {
      request.header(SessionToken.HEADER, post.token());
    }
    HttpResponse<byte[]> response = within(request.build());
    return new Answer(
        transactionId, response.statusCode(), response.headers().map(), response.body());
  }

  /// The client's own time-out does not cover the body.
  private HttpResponse<byte[]> within(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), DecodeLimits.RESPONSES.bodyBytes()));
    try {
      return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      exchange.cancel(true); // of no effect unless it is still under way
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
