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
    if (name == null) {
      if (needed) {
        Element other = element == Element.METHOD ? Element.RESPONSE : Element.METHOD;
        message.refuse(
            Status.BAD_REQUEST,
            message.text(other) == null
                ? element.text() + " is missing; add <" + element.text() + ">"
                : "this is a message with " + other.text() + ", not with " + element.text());
      }
    } else if (method == null) {
      message.refuse(
          Status.BAD_REQUEST,
          "unknown " + element.text() + " " + MessageReader.clip(name) + "; known are " + known());
    }
    return new Header(method, transactionId(message, needed));
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
