package org.ppsp.testkit;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// What fake tracker and fake peer share.
final class Http {
  private Http() {}

  static URI uri(InetSocketAddress address) {
    return uri("http", address);
  }

  static URI uri(String scheme, InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return URI.create(
        scheme
            + "://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + address.getPort()
            + "/");
  }

  static void send(HttpExchange http, int status, byte[] body) throws IOException {
    http.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      http.getResponseBody().write(body);
    }
  }

  /// Posts a message and reads the answer.
  static Response ask(URI uri, Request request, Codec codec)
      throws IOException, InterruptedException, ProtocolException {
    ByteWriter out = new ByteWriter();
    codec.encode(request, out);
    HttpRequest post =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", codec.mediaType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(out.toByteArray()))
            .build();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      byte[] body = client.send(post, HttpResponse.BodyHandlers.ofByteArray()).body();
      return codec.decodeResponse(request, body, 0, body.length, DecodeLimits.RESPONSES);
    }
  }
}
