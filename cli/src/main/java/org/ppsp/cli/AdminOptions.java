package org.ppsp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.admin.Call;
import org.ppsp.cli.admin.CallException;
import org.ppsp.cli.admin.ManagementClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which management port is called, and how its answers are printed. A mixin.
final class AdminOptions {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:PPSP_ADMIN_URL:-http://127.0.0.1:9846}",
      description = "The management port (default: http://127.0.0.1:9846); also by PPSP_ADMIN_URL.")
  private String url = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:PPSP_ADMIN_TOKEN_FILE}",
      description = {
        "A file with the token, where the port wants one, as manage.token of the tracker names",
        "it. Also by PPSP_ADMIN_TOKEN_FILE."
      })
  private @Nullable Path tokenFile;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Option(names = "--json", description = "Print the answer in JSON, as it came, for a program.")
  private boolean json;

  @Mixin private final TrustOption trust = new TrustOption();

  /// For picocli.
  AdminOptions() {}

  /// A use of the client.
  @FunctionalInterface
  interface Use<T> {
    /// Calls.
    T of(ManagementClient client) throws CallException, InterruptedException;
  }

  /// Asks, and prints the answer.
  ///
  /// @param field that the answer has
  /// @param print prints it as text
  int ask(Console console, Call call, String field, BiConsumer<Fields, PrintWriter> print)
      throws Failure, InterruptedException {
    return print(console, use(console, client -> client.ask(call, field)), print);
  }

  /// Prints an answer: as text, or as it is.
  int print(Console console, JsonNode answer, BiConsumer<Fields, PrintWriter> print) {
    PrintWriter out = console.out();
    if (json) {
      out.println(ManagementClient.text(answer));
    } else {
      print.accept(new Fields(answer), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  /// Has something done; there is nothing to print in JSON.
  ///
  /// @param what it is that is done
  int tell(Console console, Call call, String what, Object whom)
      throws Failure, InterruptedException {
    var _ =
        use(
            console,
            client -> {
              client.tell(call);
              return what;
            });
    if (!json) {
      new Table().row(what, whom).print(console.out());
      console.out().flush();
    }
    return ExitCode.OK;
  }

  /// Calls.
  <T> T use(Console console, Use<T> use) throws Failure, InterruptedException {
    if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
      throw console.misuse("--timeout must be more than 0 and at most 10m");
    }
    URI port = port(console);
    try (ManagementClient client =
        new ManagementClient(port, trust.context(console), token(port, console), timeout)) {
      return use.of(client);
    } catch (CallException e) {
      throw failure(port, e);
    }
  }

  private URI port(Console console) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getPort() <= 0xffff
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // told below
    }
    throw console.misuse(
        "'%s' is no address of a management port; it must be a URL such as http://127.0.0.1:9846, in --url or in the variable PPSP_ADMIN_URL"
            .formatted(Console.printable(url)));
  }

  private @Nullable String token(URI port, Console console) {
    if (tokenFile == null) {
      return null;
    }
    if (!isPrivate(port)) {
      throw console.misuse(
          "the token must not go in clear to %s; use https, or a tunnel to this machine"
              .formatted(port));
    }
    try {
      String token = new String(new SecretFile(tokenFile).read()).strip();
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw console.misuse(
            "--token-file: %s holds no token: one line of visible characters of ASCII"
                .formatted(tokenFile));
      }
      console.warnIfExposed(tokenFile);
      return token;
    } catch (IllegalArgumentException e) {
      throw console.misuse("--token-file: " + e.getMessage());
    }
  }

  /// Whether nobody between here and there can read along.
  private static boolean isPrivate(URI port) {
    String host = Objects.requireNonNull(port.getHost());
    if (port.getScheme().equalsIgnoreCase("https") || host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false; // a name, which may be that of any machine
    }
  }

  private Failure failure(URI port, CallException e) {
    String said = Console.printable(String.valueOf(e.getMessage()));
    String where = "no management port answers at " + port + ": " + said;
    return switch (e.kind()) {
      case REFUSED -> new Failure(ExitCode.FAILED, said);
      case TOKEN ->
          new Failure(
              ExitCode.FAILED,
              tokenFile == null
                  ? port
                      + " wants a token: name a file that holds it with --token-file or the"
                      + " variable PPSP_ADMIN_TOKEN_FILE; the tracker has it in the file that"
                      + " manage.token names"
                  : "the token in "
                      + tokenFile
                      + " is not the one that "
                      + port
                      + " wants, which is in the file that manage.token of the tracker names");
      case UNTRUSTED ->
          new Failure(
              ExitCode.UNREACHABLE,
              where + "\n--ca FILE or the variable PPSP_CA names its authority, as PEM");
      case UNREACHABLE ->
          new Failure(
              ExitCode.UNREACHABLE,
              where
                  + "\n"
                  + "a tracker has it where manage.listen says, port 9846 by default; --url or the"
                  + " variable PPSP_ADMIN_URL names another");
    };
  }
}
