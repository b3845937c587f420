package org.ppsp.cli;

import java.util.Locale;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// The encodings of the protocol, as options name them.
enum Encoding {
  /// That of the slides.
  XML,
  /// RFC 7846.
  JSON;

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
