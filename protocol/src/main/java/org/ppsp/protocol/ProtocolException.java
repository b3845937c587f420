package org.ppsp.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message that cannot be read, with all that may be told to its sender. It has no stack trace:
/// strangers cause it as often as they like.
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MAX_REASON = 1024;

  private final Status status;
  private final String reason;
  private final transient @Nullable TransactionId transactionId;
  private final @Nullable Method method;

  /// Tells what is wrong.
  ///
  /// @param status why; not SUCCESSFUL
  /// @param reason the cause and the cure; cut after 1,024 characters
  /// @param transactionId of the message, as far as it could be read
  /// @param method of the message, as far as it could be read
  public ProtocolException(
      Status status,
      String reason,
      @Nullable TransactionId transactionId,
      @Nullable Method method) {
    super(reason, null, false, false);
    this.status = status;
    this.reason = clip(reason);
    this.transactionId = transactionId;
    this.method = method;
  }

  private static String clip(String reason) {
    if (reason.length() <= MAX_REASON) {
      return reason;
    }
    boolean pair = Character.isHighSurrogate(reason.charAt(MAX_REASON - 1));
    return reason.substring(0, pair ? MAX_REASON - 1 : MAX_REASON);
  }

  /// Why.
  public Status status() {
    return status;
  }

  /// The answer to the sender.
  public Response.Refusal toResponse() {
    return new Response.Refusal(transactionId, method, status, reason, List.of());
  }
}
