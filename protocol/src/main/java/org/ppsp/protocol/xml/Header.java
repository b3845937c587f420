package org.ppsp.protocol.xml;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;

/// What every message begins with, as far as it could be read.
record Header(@Nullable Method method, @Nullable TransactionId transactionId) {
  private static final Method[] METHODS = Method.values();

  /// Reads the header; what is wrong with it is noted in the message.
  ///
  /// @param element the one that names the method: `Method` or `Response`
  /// @param needed whether the message must name method and transaction
  static Header of(Message message, Element element, boolean needed) {
    String name = message.text(element);
    Method method = name == null ? null : method(name);
    Element other = element == Element.METHOD ? Element.RESPONSE : Element.METHOD;
    String otherName = message.text(other);
    if (name == null) {
      if (needed) {
        message.refuse(
            Status.BAD_REQUEST,
            otherName == null
                ? element.text() + " is missing; add <" + element.text() + ">"
                : instead(other, otherName));
      }
    } else if (otherName != null) {
      message.refuse(
          Status.BAD_REQUEST,
          "Method and Response stand beside each other; a request has Method, an answer Response");
    } else if (method == null) {
      message.refuse(
          Status.BAD_REQUEST,
          "unknown " + element.text() + " " + MessageReader.clip(name) + "; known are " + known());
    }
    return new Header(method, transactionId(message, needed));
  }

  /// What is wrong with a message of the other kind.
  private static String instead(Element other, String name) {
    if (other == Element.RESPONSE && name.equals(Method.STAT_QUERY.name())) {
      return "a response to STAT_QUERY is for the HTTP request that asked; post STAT_REPORT"
          + " instead";
    }
    return other == Element.RESPONSE
        ? "this is a response, not a request: it has Response instead of Method"
        : "this is a request, not a response: it has Method instead of Response";
  }

  private static @Nullable TransactionId transactionId(Message message, boolean needed) {
    String text = message.text(Element.TRANSACTION_ID);
    if (text == null) {
      if (needed) {
        message.refuse(
            Status.BAD_REQUEST,
            "TransactionID is missing; add <TransactionID> with 1 to 128 characters");
      }
      return null;
    }
    try {
      return new TransactionId(text);
    } catch (IllegalArgumentException e) {
      message.refuse(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable Method method(String name) {
    for (Method method : METHODS) {
      if (method.name().equals(name)) {
        return method;
      }
    }
    return null;
  }

  private static String known() {
    StringBuilder all = new StringBuilder();
    for (Method method : METHODS) {
      all.append(all.isEmpty() ? "" : ", ").append(method);
    }
    return all.toString();
  }

  /// The refusal of the message.
  ProtocolException exception(Status status, String reason) {
    return new ProtocolException(status, reason, transactionId, method);
  }
}
