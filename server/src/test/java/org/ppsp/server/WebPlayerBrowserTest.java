package org.ppsp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Messages;
import org.ppsp.server.manage.BrowserExtension;

/// Pages in a real browser: what a wanted one can do here, and what all others cannot.
@ExtendWith(BrowserExtension.class)
class WebPlayerBrowserTest {
  /// Sends a message; gives the status, what it could read, or that it could read nothing.
  private static final String SEND =
      """
      async ([url, message, session, mode]) => {
        const headers = mode === 'no-cors' ? {} : {'Content-Type': 'application/xml'};
        if (session) headers['PPSP-Session'] = session;
        try {
          const body = mode === 'no-cors' ? new Blob([message]) : message;
          const answer = await fetch(url, {method: 'POST', headers, body, mode});
          return [answer.status, answer.headers.get('PPSP-Session'), await answer.text()];
        } catch (e) {
          return ['unreadable'];
        }
      }
      """;

  private HttpServer pages;
  private Server tracker;

  @BeforeEach
  void start() throws Exception {
    pages = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    pages.createContext(
        "/",
        exchange -> {
          byte[] page = "<!DOCTYPE html><title>a page</title>".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    pages.start();
    tracker =
        Server.start(
            Configuration.load(
                null,
                Map.of(),
                Map.of(
                    "listen",
                    "127.0.0.1:0",
                    "manage.listen",
                    "none",
                    "http.allowedOrigins",
                    "http://localhost:" + pages.getAddress().getPort())));
  }

  @AfterEach
  void stop() {
    tracker.close();
    pages.stop(0);
  }

  /// Opens a page under a name of this machine, and sends messages from it.
  private final class Visit implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;

    Visit(Browser browser, String host) {
      context = browser.newContext();
      page = context.newPage();
      page.navigate("http://" + host + ":" + pages.getAddress().getPort() + "/");
    }

    Object send(String mode, String method, Object session) {
      return page.evaluate(
          SEND,
          Arrays.asList(
              tracker.url().toString(), Messages.request(method, "1", "alice"), session, mode));
    }

    @Override
    public void close() {
      context.close();
    }
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  @Test
  void wantedPlayer_connects_readsItsToken_andShowsIt(Browser browser) {
    try (Visit visit = new Visit(browser, "localhost")) {
      List<?> connected = list(visit.send("cors", "CONNECT", null));
      assertThat(connected.getFirst()).isEqualTo(200);
      String token = (String) connected.get(1);
      assertThat(token).hasSize(32);
      assertThat(list(visit.send("cors", "KEEPALIVE", token)).getFirst()).isEqualTo(200);
      List<?> refused = list(visit.send("cors", "KEEPALIVE", "0".repeat(32)));
      assertThat(refused.getFirst()).isEqualTo(403);
      assertThat((String) refused.get(2)).contains("PPSP-Session is not the token");
    }
  }

  @Test
  void pageOfElsewhere_canNeitherReadNorDoAnything(Browser browser) {
    try (Visit visit = new Visit(browser, "127.0.0.1")) {
      assertThat(list(visit.send("cors", "CONNECT", null)).getFirst()).isEqualTo("unreadable");
      // Without leave to read the answer, a browser still sends it.
      assertThat(list(visit.send("no-cors", "CONNECT", null)).getFirst()).isEqualTo(0);
      assertThat(tracker.refusals().of(Reason.FOREIGN_PAGE)).isEqualTo(2);
    }
    try (Visit visit = new Visit(browser, "localhost")) {
      assertThat((String) list(visit.send("cors", "KEEPALIVE", null)).get(2))
          .contains("not connected");
    }
  }
}
