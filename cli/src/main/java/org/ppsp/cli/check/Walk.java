package org.ppsp.cli.check;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.ppsp.protocol.Diagnosis;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// Walks through every method of the protocol, in either encoding, and its error cases against a
/// running tracker, of whatever make. It demands what the specification says and nothing that it
/// leaves open. Its peers and swarms have random names, and it disconnects all of them in the end,
/// so that a tracker in use is not disturbed.
///
/// For one thread; a second or so against a tracker near by.
public final class Walk {
  private static final String FIRST = "The tracker";
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private final URI url;
  private final SSLContext tls;
  private final Duration timeout;
  private final Encodings encodings;
  private final Consumer<Result> results;
  private boolean isTracker = true;
  private boolean wantsCredentials;
  private final Map<Result.Outcome, Integer> counts = new EnumMap<>(Result.Outcome.class);

  private Walk(
      URI url, SSLContext tls, Duration timeout, Encodings encodings, Consumer<Result> results) {
    this.url = url;
    this.tls = tls;
    this.timeout = timeout;
    this.encodings = encodings;
    this.results = results;
  }

  /// Walks.
  ///
  /// @param url of the tracker, `http` or `https`
  /// @param tls how, and whom to trust
  /// @param timeout for each answer
  /// @param encodings those that the tracker is to speak
  /// @param results is told each result as it comes
  /// @throws UnreachableException if the very first request got no answer at all
  public static Summary run(
      URI url, SSLContext tls, Duration timeout, Encodings encodings, Consumer<Result> results)
      throws UnreachableException, InterruptedException {
    return new Walk(url, tls, timeout, encodings, results).run();
  }

  private Summary run() throws UnreachableException, InterruptedException {
    long start = System.nanoTime();
    try (Wire wire = new Wire(url, tls, timeout)) {
      Checks checks = new Checks(wire, new Names(new SecureRandom()), this::note);
      try {
        walk(checks);
      } catch (Checks.GoneException e) {
        note(
            Result.fail(
                FIRST,
                "goes on answering",
                new Mismatch(
                    "an answer to each request",
                    "none to several in a row; the rest is not checked",
                    "look whether the tracker still runs, and into its log")));
      } finally {
        goodbye(checks);
      }
    }
    return new Summary(
        counts.getOrDefault(Result.Outcome.OK, 0),
        counts.getOrDefault(Result.Outcome.FAIL, 0),
        counts.getOrDefault(Result.Outcome.SKIP, 0),
        Duration.ofNanos(System.nanoTime() - start),
        isTracker);
  }

  private void walk(Checks checks)
      throws UnreachableException, InterruptedException, Checks.GoneException {
    if (encodings.hasXml()) {
      if (!letsConnect(checks)) {
        if (wantsCredentials) {
          checks.section("Credentials", CredentialForms::run);
        }
        return;
      }
      xml(checks);
    }
    if (encodings.hasJson() && letsConnectInJson(checks)) {
      json(checks);
      if (encodings.hasXml()) {
        checks.section("XML and JSON", Bridging::run);
      }
    }
  }

  private void note(Result result) {
    counts.merge(result.outcome(), 1, Integer::sum);
    results.accept(result);
  }

  /// The first request: with anything but a tracker that lets a peer connect, all the further
  /// checks would only say the same.
  private boolean letsConnect(Checks checks) throws UnreachableException, InterruptedException {
    String name = "answers CONNECT in the protocol";
    try {
      Answer answer = checks.stranger().ask("CONNECT");
      isTracker = answer.isOfTheProtocol();
      if (isTracker && (answer.beginsWith('{') || answer.http() == UNSUPPORTED_MEDIA_TYPE)) {
        throw new Mismatch(
            "an answer in XML", answer.raw(), "a tracker of JSON alone: --encoding json");
      }
      Status status = answer.response().status();
      wantsCredentials = status == Status.AUTHENTICATION_REQUIRED;
      if (status != Status.SUCCESSFUL) {
        throw new Mismatch("status 0 SUCCESSFUL", answer.describe(), cure(status));
      }
      var _ = answer.is(Response.Connect.class);
      note(Result.ok(FIRST, name));
      return true;
    } catch (Mismatch e) {
      note(Result.fail(FIRST, name, e));
    } catch (IOException e) {
      throw unreachable(e);
    }
    return false;
  }

  /// The first request in JSON, likewise.
  private boolean letsConnectInJson(Checks checks)
      throws UnreachableException, InterruptedException {
    String name = "answers CONNECT in JSON, as RFC 7846 has it";
    String swarm = checks.names().swarm();
    try {
      JsonAnswer came =
          checks
              .jsonStranger()
              .connect(JsonMessage.actions(JsonMessage.join(swarm, PeerMode.LEECH.name())));
      Answer answer = came.answer();
      if (!encodings.hasXml()) {
        isTracker = answer.isOfTheProtocol();
      }
      if (isTracker && (answer.beginsWith('<') || answer.http() == UNSUPPORTED_MEDIA_TYPE)) {
        throw new Mismatch(
            "an answer in JSON", answer.raw(), "a tracker of XML alone: --encoding xml");
      }
      for (Status status : Status.values()) {
        if (status != Status.SUCCESSFUL && came.isStatus(status)) {
          throw new Mismatch("error_code 0", came.describe(), cure(status));
        }
      }
      var _ = came.only(swarm);
      note(Result.ok(FIRST, name));
      return true;
    } catch (Mismatch e) {
      note(Result.fail(FIRST, name, e));
    } catch (IOException e) {
      if (!encodings.hasXml()) {
        throw unreachable(e);
      }
      note(Result.fail(FIRST, name, Checks.noAnswer(e)));
    }
    return false;
  }

  private UnreachableException unreachable(IOException e) {
    return new UnreachableException(
        "no tracker answers at %s: %s".formatted(url, Diagnosis.ofFailure(e)), e);
  }

  private static String cure(Status status) {
    return switch (status) {
      case AUTHENTICATION_REQUIRED ->
          "check a tracker that is configured without credentials; the walk has none to give";
      case SERVICE_UNAVAILABLE -> "the tracker is busy or limits requests; wait, then try again";
      default -> "the tracker must let a new peer with a free PeerID connect; see its log";
    };
  }

  private static void xml(Checks checks) throws Checks.GoneException, InterruptedException {
    checks.section("CONNECT", Connecting::run);
    checks.section("JOIN", Joining::join);
    checks.section("JOIN_CHUNK", Joining::joinChunk);
    checks.section("FIND", Finding::find);
    checks.section("FIND_CHUNK", Finding::findChunk);
    checks.section("Requirements in FIND", Requiring::run);
    checks.section("LEAVE", Leaving::leave);
    checks.section("KEEPALIVE and STAT_REPORT", Reporting::report);
    checks.section("STAT_QUERY", Reporting::query);
    checks.section("DISCONNECT", Leaving::disconnect);
    checks.section("Without a session", Mistakes::connection);
    checks.section("Wrong elements", Mistakes::elements);
    checks.section("Wrong headers", Mistakes::header);
    checks.section("Wrong documents", Mistakes::documents);
    checks.section("Limits", Limits::run);
    checks.section("XML", XmlForms::run);
    checks.section("The slides' messages", SeedForms::run);
    checks.section("HTTP", HttpForms::run);
    checks.section("HTTP to the letter", HttpLetter::run);
  }

  private static void json(Checks checks) throws Checks.GoneException, InterruptedException {
    checks.section("JSON: CONNECT", JsonConnecting::run);
    checks.section("JSON: swarm actions", JsonActions::run);
    checks.section("JSON: FIND", JsonFinding::run);
    checks.section("JSON: STAT_REPORT", JsonReporting::run);
    checks.section("JSON: wrong members", JsonMistakes::members);
    checks.section("JSON: wrong headers", JsonMistakes::header);
    checks.section("JSON: wrong documents", JsonMistakes::documents);
    checks.section("JSON: forms", JsonForms::json);
    checks.section("JSON: liberties", JsonLiberties::run);
    checks.section("JSON: HTTP", JsonForms::http);
    checks.section("The examples of RFC 7846", JsonExamples::run);
  }

  private void goodbye(Checks checks) throws InterruptedException {
    int left = checks.leave();
    if (left > 0) {
      note(
          Result.fail(
              FIRST,
              "is left clean",
              new Mismatch(
                  "every peer of the walk disconnects",
                  left + " could not; the tracker keeps them until their sessions time out",
                  "see what was answered to the DISCONNECT or the last LEAVE above")));
    }
  }
}
