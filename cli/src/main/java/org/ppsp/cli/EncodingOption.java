package org.ppsp.cli;

import picocli.CommandLine.Option;

/// How messages are written. A mixin.
final class EncodingOption {
  @Option(
      names = "--encoding",
      paramLabel = "ENCODING",
      defaultValue = "xml",
      description = "How messages are written: xml (default), or json, as in RFC 7846.")
  private Encoding encoding = Encoding.XML;

  /// For picocli.
  EncodingOption() {}

  /// The encoding.
  Encoding encoding() {
    return encoding;
  }
}
