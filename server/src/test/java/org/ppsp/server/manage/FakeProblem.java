package org.ppsp.server.manage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Why a scripted management port does not do what it is asked.
final class FakeProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String title;

  FakeProblem(int status, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
  }

  int status() {
    return status;
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("title", title)
        .put("status", status)
        .put("detail", getMessage());
  }
}
