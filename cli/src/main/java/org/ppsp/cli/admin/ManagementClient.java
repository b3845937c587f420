package org.ppsp.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.admin.CallException.Kind;
import org.ppsp.protocol.Diagnosis;

/// Calls the management port of a tracker. An answer is taken up to 32 MiB, and told from those of
/// others that may listen there. For one thread.
public final class ManagementClient implements AutoCloseable {
  private static final int MOST_BYTES = 32 * 1024 * 1024;
  private static final int UNREADY = 503;

  private final String url;
  private final @Nullable String token;
  private final Duration timeout;
  private final HttpClient http;

  /// Makes one; nothing is sent yet.
  ///
  /// @param url without query; what follows the host stands before each path
  /// @param token to be shown, or null
  /// @param timeout for each whole answer
  public ManagementClient(URI url, SSLContext tls, @Nullable String token, Duration timeout) {
    this.url = url.toString().replaceFirst("/+$", "");
    this.token = token;
    this.timeout = timeout;
    http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// Calls what answers with an object.
  ///
  /// @param field that the object has; by it, it is told from those of other servers
  public JsonNode ask(Call call, String field) throws CallException, InterruptedException {
    return send(call).object(field, 200);
  }

  /// Whether new peers should be sent to the tracker: an object with `status`.
  public JsonNode health() throws CallException, InterruptedException {
    return send(new Call("GET", "/health/ready", null)).object("status", UNREADY);
  }

  /// All metrics, as text.
  public String metrics() throws CallException, InterruptedException {
    return send(new Call("GET", "/metrics", null)).text();
  }

  /// Calls what answers only that it is done.
  public void tell(Call call) throws CallException, InterruptedException {
    send(call).done();
  }

  /// An answer as JSON, indented; a terminal can show it.
  public static String text(JsonNode answer) {
    return Answer.text(answer);
  }

  private Answer send(Call call) throws CallException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + call.target()))
            .header("Accept", "application/json, application/problem+json, text/plain");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    JsonNode body = call.body();
    if (body == null) {
      request.method(call.method(), BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(call.method(), BodyPublishers.ofByteArray(Answer.bytes(body)));
    }
    try {
      return new Answer(within(request.build()));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// The client's own time-out does not cover the body.
  private HttpResponse<byte[]> within(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "no whole answer within %s ms; --timeout gives it more".formatted(timeout.toMillis()), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      exchange.cancel(true); // of no effect unless it is still under way
    }
  }

  private CallException failure(IOException failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String said = String.valueOf(e.getMessage());
      if (e instanceof CertPathBuilderException) {
        return new CallException(
            Kind.UNTRUSTED, "its certificate is from no authority that is trusted here", failure);
      }
      if (e instanceof CertificateException && said.matches("No (name|subject alternative).*")) {
        return new CallException(
            Kind.UNREACHABLE,
            "its certificate is for another name; call it by the one that the certificate has",
            failure);
      }
      if (said.contains("exceeds capacity")) {
        return new CallException(
            Kind.REFUSED, "the answer has more than 32 MiB; --limit asks for less", failure);
      }
    }
    return new CallException(Kind.UNREACHABLE, closed(Diagnosis.ofFailure(failure)), failure);
  }

  /// What a port that wants TLS does without a word.
  private String closed(String why) {
    boolean wordless = why.matches(".*(EOF|received no bytes|reset).*");
    return wordless && url.startsWith("http:")
        ? "it ends the connection without an answer; is its URL one of https:// ?"
        : why;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
