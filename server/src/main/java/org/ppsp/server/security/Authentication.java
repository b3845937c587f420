package org.ppsp.server.security;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// Finds out who sends a request before it is answered, and tells those who are asked for it what
/// would do.
///
/// @param schemes any one of which will do
/// @param toll asked before what is dear to check
/// @param inner what answers, and knows for what a credential is needed
record Authentication(List<Scheme> schemes, Toll toll, Requests inner) implements Requests {
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
    return credential != null && !credential.peer().equals(request.peerId())
        ? answer.because(Reason.CREDENTIAL_OF_ANOTHER)
        : answer;
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
    return challenges.isEmpty()
        ? null
        : new Answer(
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
      default -> Answer.of(Response.Refusal.of(request, rejected.status, rejected.reason()));
    };
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
    Status status = Status.AUTHENTICATION_REQUIRED;
    return new Answer(
        status.http(),
        new Response.Refusal(request.transactionId(), request.method(), status, reason, conditions),
        challenges);
  }
}
