package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Servers that are no trackers: one line that says so, not a hundred that each say something else.
/// The JDK's file server is always there, nginx where it is installed.
class ForeignServerTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final int TRIES = 10;
  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> foreignServer_isToldInOneLine() {
    Stream<DynamicTest> always =
        Stream.of(DynamicTest.dynamicTest("the JDK's file server", this::fileServer));
    return Files.isExecutable(NGINX)
        ? Stream.concat(always, Stream.of(DynamicTest.dynamicTest("nginx", this::nginx)))
        : always;
  }

  private void fileServer() throws Exception {
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            folder.toAbsolutePath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      assertForeign("http://127.0.0.1:" + server.getAddress().getPort() + "/", "HTTP 405");
    } finally {
      server.stop(0);
    }
  }

  private void nginx() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      int port = freePort();
      Process nginx = startNginx(port);
      try {
        if (listens(nginx)) {
          String url = "http://127.0.0.1:" + port + "/";
          assertForeign(url, "HTTP 200, text/html, beginning '<html>Welcome</html>'");
          assertForeign(url + "none", "HTTP 404, text/html, beginning '<html> <head><title>404");
          return;
        }
      } finally {
        nginx.destroy();
        nginx.onExit().join();
      }
    }
    throw new AssertionError("nginx found no port");
  }

  private Process startNginx(int port) throws IOException {
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, configuration(port));
    return new ProcessBuilder(
            NGINX.toString(), "-p", folder.toString(), "-c", configuration.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String configuration(int port) {
    return """
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log stderr notice;
    events {}
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      server {
        listen 127.0.0.1:%s;
        location / { default_type text/html; return 200 "<html>Welcome</html>"; }
        location /none { return 404; }
      }
    }
    """
        .formatted(port);
  }

  /// Whether it got its port, which somebody else may have taken meanwhile.
  private static boolean listens(Process nginx) throws IOException {
    BufferedReader log = nginx.inputReader(UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains("getrlimit")) {
        return true;
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void assertForeign(String url, String came) throws Exception {
    List<Result> results = new ArrayList<>();
    Summary summary =
        Walk.run(
            URI.create(url),
            SSLContext.getDefault(),
            Duration.ofSeconds(20),
            Encodings.BOTH,
            results::add);
    assertThat(summary.failed()).isEqualTo(1);
    assertThat(results).hasSize(1);
    assertThat(results.getFirst().came()).contains(came);
    assertThat(results.getFirst().cure()).contains("is this the tracker's URL");
  }
}
