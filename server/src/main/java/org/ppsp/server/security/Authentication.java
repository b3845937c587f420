package org.ppsp.server.security;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// Finds out who sends a request before it is answered, and tells those who are asked for it what
/// would do.
///
/// @param schemes any one of which will do
/// @param realm of the challenge that lists all mechanisms
/// @param toll asked before what is dear to check
/// @param inner what answers, and knows for what a credential is needed
record Authentication(List<Scheme> schemes, String realm, Toll toll, Requests inner)
    implements Requests {
  @Override
  public @Nullable Answer handle(Request request, Sender sender, Consumer<Answer> later) {
    Answer refused = isDear(request, sender) ? toll.ask(sender.caller().ip(), request) : null;
    if (refused != null) {
      return refused;
    }
    Credential credential;
    try {
      credential = prove(request, sender);
    } catch (Rejected rejected) {
      return refuse(request, rejected);
    }
    Answer answer =
        inner.handle(
            request, credential == null ? sender : new ProvenSender(sender, credential), later);
    if (answer == null || !(answer.response() instanceof Response.Refusal refusal)) {
      return answer;
    }
    if (refusal.status() == Status.AUTHENTICATION_REQUIRED) {
      return demand(request, refusal.reason() + ways(request), null)
          .because(
              sender.caller().session() == null ? Reason.NO_CREDENTIAL : Reason.CREDENTIAL_ENDED);
    }
    return credential == null ? answer : unfit(answer, refusal.status(), credential, request);
  }

  /// A refusal of what a credential is not for says so in its head, too (RFC 6750, section 3.1).
  private Answer unfit(Answer answer, Status status, Credential credential, Request request) {
    boolean isOfAnother = !credential.peer().equals(request.peerId());
    Answer told = isOfAnother ? answer.because(Reason.CREDENTIAL_OF_ANOTHER) : answer;
    boolean isInsufficient = isOfAnother || !swarms(request).allMatch(credential::allows);
    return status == Status.FORBIDDEN_ACTION && isInsufficient
        ? told.challenges(
            schemes.stream().flatMap(scheme -> scheme.insufficient(credential).stream()).toList())
        : told;
  }

  /// Where a request wants to take part or to look.
  private static Stream<SwarmId> swarms(Request request) {
    return switch (request) {
      case Request.Joining joining -> Stream.of(joining.swarmId());
      case Request.Finding finding -> Stream.of(finding.swarmId());
      case Request.FindMembers find -> Stream.of(find.swarmId());
      case Request.SwarmActions actions -> actions.actions().stream().map(SwarmAction::swarmId);
      default -> Stream.empty();
    };
  }

  private boolean isDear(Request request, Sender sender) {
    if (request.method() != Method.CONNECT) {
      for (Scheme scheme : schemes) {
        if (scheme.isDear(request, sender)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public @Nullable Answer empty(Sender sender) {
    List<String> challenges = new ArrayList<>();
    for (Scheme scheme : schemes) {
      challenges.addAll(scheme.challenges(null));
    }
    Status status = Status.AUTHENTICATION_REQUIRED;
    if (challenges.isEmpty()) {
      return null;
    }
    challenges.add(mechanisms());
    return new Answer(
            status.http(),
            new Response.Refusal(
                null, null, status, "there is no message; send it with who you are", List.of()),
            challenges)
        .because(Reason.NO_CREDENTIAL);
  }

  /// What the request proves in one way; where it does in several, the one that is of its peer
  /// counts, and a failure only where nothing else proves anything.
  private @Nullable Credential prove(Request request, Sender sender) throws Rejected {
    Credential proved = null;
    Rejected failure = null;
    for (Scheme scheme : schemes) {
      try {
        Credential credential = scheme.prove(request, sender);
        if (credential != null && credential.peer().equals(request.peerId())) {
          return credential;
        }
        proved = credential == null ? proved : credential;
      } catch (Rejected rejected) {
        rejected.scheme = scheme;
        failure = failure == null ? rejected : failure;
      }
    }
    if (proved == null && failure != null) {
      throw failure;
    }
    return proved;
  }

  private Answer refuse(Request request, Rejected rejected) {
    return switch (rejected.status) {
      case AUTHENTICATION_REQUIRED ->
          demand(request, rejected.reason(), rejected)
              .because(rejected.stale ? Reason.NO_CREDENTIAL : Reason.BAD_CREDENTIAL);
      case FORBIDDEN_ACTION ->
          Answer.of(Response.Refusal.of(request, rejected.status, rejected.reason()))
              .because(Reason.CREDENTIAL_OF_ANOTHER);
      case BAD_REQUEST ->
          Answer.of(Response.Refusal.of(request, rejected.status, rejected.reason()))
              .challenges(
                  rejected.scheme == null ? List.of() : rejected.scheme.challenges(rejected))
              .because(rejected.suspicious ? Reason.BAD_CREDENTIAL : Reason.MALFORMED);
      default -> Answer.of(Response.Refusal.of(request, rejected.status, rejected.reason()));
    };
  }

  /// The challenge of a scheme of our own, which lists all that would do: HTTP asks for one in each
  /// 401 (RFC 9110, section 15.5.2), and has no word for certificates.
  private String mechanisms() {
    return "PPSP realm=%s, mechanisms=\"%s\""
        .formatted(
            AuthHeader.quoted(realm),
            schemes.stream().map(scheme -> scheme.type().text()).collect(Collectors.joining(" ")));
  }

  /// All that would do, in words: JSON has no other way to say it.
  private String ways(Request request) {
    String ways =
        schemes.stream()
            .filter(scheme -> scheme.fits(request))
            .map(Scheme::toString)
            .collect(Collectors.joining(", "));
    return ways.isEmpty() ? "; CONNECT again" : "; what would do: " + ways;
  }

  /// Tells what would do.
  private Answer demand(Request request, String reason, @Nullable Rejected rejected) {
    List<Condition> conditions = new ArrayList<>();
    List<String> challenges = new ArrayList<>();
    for (Scheme scheme : schemes) {
      if (scheme.fits(request)) {
        conditions.add(scheme.condition(request));
      }
      boolean failed = rejected != null && scheme.equals(rejected.scheme);
      challenges.addAll(scheme.challenges(failed ? rejected : null));
    }
    challenges.add(mechanisms());
    Status status = Status.AUTHENTICATION_REQUIRED;
    return new Answer(
        status.http(),
        new Response.Refusal(request.transactionId(), request.method(), status, reason, conditions),
        challenges);
  }
}
