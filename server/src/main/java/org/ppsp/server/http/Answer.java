package org.ppsp.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// A response and the HTTP status it goes with.
///
/// @param http the number of the HTTP status
record Answer(int http, Response response) {
  /// The answer with the HTTP status of the specification's section 2.
  static Answer of(Response response) {
    return new Answer(response.status().http(), response);
  }

  /// The answer to what HTTP itself calls wrong.
  static Answer bad(HttpResponseStatus http, String reason) {
    return new Answer(http.code(), refusal(Status.BAD_REQUEST, reason));
  }

  /// A refusal of a request that was not read.
  static Response.Refusal refusal(Status status, String reason) {
    return new Response.Refusal(null, null, status, reason, List.of());
  }
}
