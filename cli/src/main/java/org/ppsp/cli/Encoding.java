package org.ppsp.cli;

import java.util.Locale;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// The encodings of the protocol, as options name them.
enum Encoding {
  /// That of the slides.
  XML,
  /// RFC 7846.
  JSON;

  /// Checks that a request can be said.
  ///
  /// @throws IllegalArgumentException if there is no word for it
  void check(Request request) {
    codec().encode(request, new ByteWriter());
    if (this == JSON && request instanceof Request.StatReport report) {
      for (Stat stat : report.stats()) {
        if (Property.known(stat.property().name()) == null) {
          throw new IllegalArgumentException(
              "in JSON a tracker passes over %s, for RFC 7846 does not know it; use XML"
                  .formatted(stat.property()));
        }
      }
    }
  }

  /// Reads and writes such messages.
  Codec codec() {
    return switch (this) {
      case XML -> new XmlCodec();
      case JSON -> new JsonCodec();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
