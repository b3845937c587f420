package org.ppsp.cli.enrol;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A certificate that was issued: a line of the [Index].
///
/// @param serial its number, 126 random bits
/// @param subject whom it is for
/// @param from when its time begins
/// @param until when its time ends
/// @param revocation null unless it was revoked
public record Issued(
    BigInteger serial,
    Subject subject,
    Instant from,
    Instant until,
    @Nullable Revocation revocation) {
  private static final String NEVER = "-";
  private static final int FIELDS = 7;
  private static final int RADIX = 16;

  /// That a certificate is worth nothing any more.
  ///
  /// @param at since when
  /// @param reason why
  public record Revocation(Instant at, Reason reason) {}

  /// What a certificate is worth.
  public enum State {
    /// Its time has come, and is not over.
    VALID,
    /// Its time is over.
    EXPIRED,
    /// It was revoked, whether or not its time would be over.
    REVOKED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What it is worth at a time.
  public State state(Instant now) {
    if (revocation != null) {
      return State.REVOKED;
    }
    return now.isAfter(until) ? State.EXPIRED : State.VALID;
  }

  /// The serial number in hexadecimal digits.
  public String serialText() {
    return serialText(serial);
  }

  static String serialText(BigInteger serial) {
    return serial.toString(RADIX);
  }

  /// Reads a serial number, also with the colons and large letters that other programs print.
  ///
  /// @throws IllegalArgumentException if it is none
  public static BigInteger serial(String text) {
    String digits = text.replace(":", "");
    if (!digits.matches("[0-9a-fA-F]{1,40}")) {
      throw new IllegalArgumentException(
          "'%s' must be a serial number in hexadecimal digits, as 'ppsp enrol list' prints it"
              .formatted(text));
    }
    return new BigInteger(digits, RADIX);
  }

  Issued revoked(Revocation revoked) {
    return new Issued(serial, subject, from, until, revoked);
  }

  /// The line of the index.
  String line() {
    return String.join(
        " ",
        serialText(),
        subject.kind(),
        from.toString(),
        until.toString(),
        revocation == null ? NEVER : revocation.at().toString(),
        revocation == null ? NEVER : revocation.reason().toString(),
        subject.name());
  }

  /// Reads a line of the index.
  ///
  /// @throws IllegalArgumentException if it is none
  static Issued parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("seven fields are needed");
    }
    try {
      Revocation revocation =
          fields[4].equals(NEVER) && fields[5].equals(NEVER)
              ? null
              : new Revocation(Instant.parse(fields[4]), Reason.of(fields[5]));
      return new Issued(
          serial(fields[0]),
          Subject.of(fields[1], fields[6]),
          Instant.parse(fields[2]),
          Instant.parse(fields[3]),
          revocation);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a time is none", e);
    }
  }
}
