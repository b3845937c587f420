package org.ppsp.cli.check;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.auth.AuthHeader;

/// What a tracker that wants credentials says to those who have none, or wrong ones: all that can
/// be seen of it without any.
final class CredentialForms {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final String INVALID = "error=\"invalid_token\"";

  private final Checks checks;

  private CredentialForms(Checks checks) {
    this.checks = checks;
  }

  static void run(Checks checks) throws IOException, InterruptedException {
    CredentialForms credentials = new CredentialForms(checks);
    List<AuthHeader> challenges = credentials.challenges();
    credentials.bearer(challenges);
    credentials.digest(challenges);
  }

  private List<AuthHeader> challenges() throws IOException, InterruptedException {
    Answer answer = ask();
    List<String> texts = answer.headers("WWW-Authenticate");
    checks.check(
        "a 401 has WWW-Authenticate",
        () ->
            Mismatch.unless(
                answer.http() == UNAUTHORIZED && !texts.isEmpty(),
                "HTTP 401 with WWW-Authenticate",
                "HTTP " + answer.http() + (texts.isEmpty() ? " without it" : ""),
                "each 401 has a challenge (RFC 9110, section 15.5.2); where only certificates"
                    + " would do, PPSP realm=\"...\""));
    try {
      return AuthHeader.challenges(String.join(", ", texts));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private void bearer(List<AuthHeader> challenges) throws IOException, InterruptedException {
    if (challenges.stream().noneMatch(challenge -> challenge.is("Bearer"))) {
      return;
    }
    checks.check(
        "Bearer without a token is answered 400, invalid_request",
        () -> fails(ask("Authorization: Bearer"), BAD_REQUEST, "error=\"invalid_request\""));
    checks.check(
        "a token that is made up is answered 401, invalid_token",
        () -> fails(ask("Authorization: Bearer ppsp.check.token"), UNAUTHORIZED, INVALID));
  }

  private static void fails(Answer answer, int http, String error) {
    var _ =
        answer.isRefused(http == BAD_REQUEST ? Status.BAD_REQUEST : Status.AUTHENTICATION_REQUIRED);
    Mismatch.unless(
        answer.headers("WWW-Authenticate").stream().anyMatch(text -> text.contains(error)),
        "WWW-Authenticate with " + error,
        String.join(", ", answer.headers("WWW-Authenticate")),
        "say in the challenge what is wrong with the token (RFC 6750, section 3.1)");
  }

  private void digest(List<AuthHeader> challenges) throws IOException, InterruptedException {
    Optional<AuthHeader> challenge =
        challenges.stream().filter(offered -> offered.is("Digest")).findFirst();
    if (challenge.isEmpty()) {
      return;
    }
    String realm = challenge.get().parameters().getOrDefault("realm", "");
    String nonce = challenge.get().parameters().getOrDefault("nonce", "");
    checks.check(
        "Digest for another uri is answered 400",
        () -> {
          Answer answer = ask(digest(realm, nonce, "/ppsp-check/of/another/request"));
          Mismatch.unless(
              answer.http() == BAD_REQUEST,
              "HTTP 400",
              "HTTP " + answer.http(),
              "compare uri and the request line (RFC 7616, section 3.4.6)");
        });
    checks.check(
        "Digest with a wrong password is answered 401 with a challenge",
        () -> {
          String path = checks.wire().url().getRawPath();
          Answer answer = ask(digest(realm, nonce, path.isEmpty() ? "/" : path));
          var _ = answer.isRefused(Status.AUTHENTICATION_REQUIRED);
          Mismatch.unless(
              !answer.headers("WWW-Authenticate").isEmpty(),
              "WWW-Authenticate",
              "none",
              "each 401 has a challenge");
        });
  }

  private static String digest(String realm, String nonce, String uri) {
    return "Authorization: Digest username=\"ppsp-check\", realm=%s, nonce=%s, uri=%s, algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"1\", response=\"%s\""
        .formatted(
            AuthHeader.quoted(realm),
            AuthHeader.quoted(nonce),
            AuthHeader.quoted(uri),
            "0".repeat(64));
  }

  /// A CONNECT of a new peer.
  private Answer ask(String... headers) throws IOException {
    String transaction = checks.names().transaction();
    String message =
        Message.of("CONNECT", transaction, Message.element("PeerID", checks.names().peer()));
    try (RawConnection connection = RawConnection.to(checks.wire(), null)) {
      connection.head(
          "POST " + connection.path() + " HTTP/1.1",
          Stream.concat(
                  Stream.of(headers),
                  Stream.of(
                      "Host: " + checks.wire().url().getRawAuthority(),
                      "Content-Type: application/xml",
                      "Content-Length: " + message.length()))
              .toArray(String[]::new));
      connection.body(message);
      return connection.read(transaction);
    }
  }
}
