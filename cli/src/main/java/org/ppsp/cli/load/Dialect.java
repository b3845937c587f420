package org.ppsp.cli.load;

import java.util.List;
import java.util.Locale;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// How the requests of a load are written, and which of them make a peer come and go: RFC 7846 has
/// no DISCONNECT and no chunks, and its CONNECT is at once a JOIN.
public enum Dialect {
  /// That of the slides.
  XML,
  /// RFC 7846. A peer that leaves its only swarm is not connected any more.
  JSON;

  /// Reads and writes such messages.
  Codec codec() {
    return switch (this) {
      case XML -> new XmlCodec();
      case JSON -> new JsonCodec();
    };
  }

  /// What stands near the beginning of the answer to a request that was done.
  String success() {
    return switch (this) {
      case XML -> "<Status code=\"0\">";
      case JSON -> "\"error_code\":0";
    };
  }

  /// What a peer sends at first.
  List<Method> coming() {
    return switch (this) {
      case XML -> List.of(Method.CONNECT, Method.JOIN_CHUNK);
      case JSON -> List.of(Method.JOIN);
    };
  }

  /// What it sends when it comes again in the course of the load.
  List<Method> comingBack() {
    return switch (this) {
      case XML -> List.of(Method.CONNECT, Method.JOIN);
      case JSON -> List.of(Method.JOIN);
    };
  }

  /// What it sends at last.
  Method going() {
    return switch (this) {
      case XML -> Method.DISCONNECT;
      case JSON -> Method.LEAVE;
    };
  }

  /// Whether it is another request to be connected than to be a member.
  boolean hasConnections() {
    return this == XML;
  }

  /// What keeps a mix from being said, for a person; empty if nothing does.
  String problem(Mix mix) {
    for (Method method : List.of(Method.FIND_CHUNK, Method.JOIN_CHUNK)) {
      if (this == JSON && mix.share(method) > 0) {
        return "--mix: "
            + method
            + " cannot be said in JSON, for RFC 7846 has no words for chunks; leave it out, or use"
            + " --encoding xml";
      }
    }
    return "";
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
