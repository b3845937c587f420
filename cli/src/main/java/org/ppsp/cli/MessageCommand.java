package org.ppsp.cli;

import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.Result;
import org.ppsp.client.TrackerClient;
import org.ppsp.client.TrackerClientBuilder;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that sends one message and prints its answer. What the message is, its kinds say.
abstract class MessageCommand implements Callable<Integer> {
  @Mixin private final TrackerOptions tracker = new TrackerOptions();
  @Mixin private final PeerOptions peer = new PeerOptions();
  @Mixin private final Console console = new Console();

  @Option(
      names = "--transaction-id",
      paramLabel = "ID",
      description = "The TransactionID (default: a random one).")
  private @Nullable TransactionId transaction;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "How the answer is printed: text (default), or as a message in xml or json.")
  private AnswerPrinter.Form form = AnswerPrinter.Form.TEXT;

  /// The message that the options say.
  ///
  /// @throws IllegalArgumentException if they do not go together
  abstract Request request(TransactionId transactionId, PeerId peerId);

  @Override
  public Integer call() throws Failure, InterruptedException {
    URI url = tracker.url();
    List<KeptSession> sessions = peer.sessions();
    CredentialOptions credentials = tracker.credentials();
    PeerId sender = peer.peer(url, credentials.peer(console), sessions, console);
    TrackerClientBuilder setup = tracker.client(sender, console).attempts(1);
    PeerOptions.handOver(sessions, url, sender, setup);
    try (TrackerClient client = tracker.open(setup, console)) {
      Request request =
          checked(transaction == null ? client.newTransactionId() : transaction, sender);
      if (request.method() != Method.STAT_QUERY) {
        credentials.check(sender, console); // a STAT_QUERY is the operator's own
      }
      peer.prepare(request, url, credentials.peer(console), console);
      return print(request, client.send(request));
    }
  }

  private Request checked(TransactionId transactionId, PeerId peerId) {
    try {
      Request request = request(transactionId, peerId);
      tracker.encoding().check(request);
      return request;
    } catch (IllegalArgumentException e) {
      throw console.misuse(String.valueOf(e.getMessage()));
    }
  }

  private int print(Request request, Result<? extends Response> result) throws Failure {
    AnswerPrinter printer =
        new AnswerPrinter(console.out(), form, tracker.encoding() == Encoding.XML);
    return switch (result) {
      case Result.Success<? extends Response>(Response answer, URI from) -> {
        printer.print(answer);
        peer.remember(from, request, answer);
        yield ExitCode.OK;
      }
      case Result.Refused<? extends Response> refused -> {
        Response.Refusal refusal =
            new Response.Refusal(
                request.transactionId(),
                request.method(),
                refused.status(),
                refused.reason(),
                refused.conditions());
        if (form != AnswerPrinter.Form.TEXT) {
          printer.print(refusal);
        }
        throw Failure.of(refused);
      }
      case Result.Unreachable<? extends Response> unreachable -> throw Failure.of(unreachable);
    };
  }
}
