package org.ppsp.cli;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.ppsp.cli.enrol.KeyKind;
import org.ppsp.cli.enrol.Reason;
import org.ppsp.cli.load.Mix;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.Durations;
import org.ppsp.server.Listen;
import org.ppsp.server.LogLevel;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How the texts of options become values. A text that is none is a wrong command line, and the
/// message says what is right.
final class OptionTypes {
  private OptionTypes() {}

  /// Teaches a command and its subcommands.
  static void register(CommandLine command) {
    command
        .registerConverter(URI.class, checked(TrackerUrl::parse))
        .registerConverter(Listen.class, checked(OptionTypes::listen))
        .registerConverter(Duration.class, checked(Durations::parse))
        .registerConverter(LogLevel.class, oneOf(LogLevel.values()))
        .registerConverter(Encoding.class, oneOf(Encoding.values()))
        .registerConverter(AnswerPrinter.Form.class, oneOf(AnswerPrinter.Form.values()))
        .registerConverter(CheckCommand.Form.class, oneOf(CheckCommand.Form.values()))
        .registerConverter(KeyKind.class, oneOf(KeyKind.values()))
        .registerConverter(Reason.class, oneOf(Reason.values()))
        .registerConverter(Mix.class, checked(Mix::parse))
        .registerConverter(int.class, checked(OptionTypes::whole))
        .registerConverter(Integer.class, checked(OptionTypes::whole))
        .registerConverter(double.class, checked(OptionTypes::number))
        .registerConverter(PeerId.class, checked(PeerId::new))
        .registerConverter(SwarmId.class, checked(SwarmId::new))
        .registerConverter(TransactionId.class, checked(TransactionId::new))
        .registerConverter(ChunkSet.class, checked(OptionTypes::chunks))
        .registerConverter(ExpireTime.class, checked(OptionTypes::expireTime))
        .registerConverter(PeerAddress.class, checked(AddressText::parse))
        .registerConverter(Property.class, checked(Property::of))
        .registerConverter(Stat.class, checked(StatText::stat))
        .registerConverter(Requirement.class, checked(StatText::requirement))
        .registerConverter(Signature.class, checked(CertificateFile::signature))
        .registerConverter(Certificate.class, checked(CertificateFile::read));
  }

  private static <T> ITypeConverter<T> checked(Function<String, T> reader) {
    return text -> {
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static <T extends Enum<T>> ITypeConverter<T> oneOf(T[] values) {
    return checked(
        text -> {
          for (T value : values) {
            if (value.toString().equalsIgnoreCase(text)) {
              return value;
            }
          }
          throw new IllegalArgumentException(
              "'%s' is none of %s".formatted(text, Arrays.toString(values)));
        });
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a whole number of at most ten digits".formatted(text), e);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is not a number".formatted(text), e);
    }
  }

  private static Listen listen(String text) {
    try {
      return Listen.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not allowed, %s; it must be HOST:PORT, such as 127.0.0.1:7846 or [::1]:7846"
              .formatted(text, e.getMessage()),
          e);
    }
  }

  /// The command line bounds their number, and the tracker does.
  private static ChunkSet chunks(String text) {
    ChunkSet chunks = ChunkSet.parse(text, Integer.MAX_VALUE);
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException("there is no chunk; name some, such as '0-99 120 intro'");
    }
    return chunks;
  }

  private static ExpireTime expireTime(String text) {
    if (text.matches("\\d+(ms|s|m|h|d)")) {
      return new ExpireTime.After(Durations.parse(text).toSeconds());
    }
    try {
      return ExpireTime.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is neither a duration such as 10m nor a time such as 2026-05-01T12:30:00Z"
              .formatted(text),
          e);
    }
  }
}
