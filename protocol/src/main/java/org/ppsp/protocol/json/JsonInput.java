package org.ppsp.protocol.json;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.json.JsonScanner.Token;

/// The values of one message, within its limits. What is wrong with the message as a whole ends the
/// reading as [JsonException]; a wrong value is noted in the [Message], and reading goes on, so
/// that the answer can name the transaction.
final class JsonInput {
  private static final int SHOWN = 200;
  private static final String BY_THE_LETTER = "; this tracker reads RFC 7846 by the letter";

  private final JsonScanner scanner;
  private final DecodeLimits limits;
  private final Message message;
  private final boolean strict;

  /// The names of the members so far, of the object that is being read.
  private @Nullable Seen names;

  /// @param strict whether what the RFC's grammar does not have is refused instead of read
  ///   patiently
  JsonInput(
      byte[] bytes, int offset, int length, DecodeLimits limits, Message message, boolean strict) {
    this.limits = limits;
    this.message = message;
    this.strict = strict;
    scanner = new JsonScanner(bytes, offset, length, limits.depth());
  }

  /// The names of an object's members so far.
  private static final class Seen {
    private final @Nullable Seen outside;

    /// A bit for each of those that messages have.
    private long known;

    private @Nullable Set<String> others;

    /// @param outside those of the object around it
    Seen(@Nullable Seen outside) {
      this.outside = outside;
    }

    /// @param bit the name's, 0 if it is none that messages have
    /// @return false if the name was there before
    boolean add(String name, long bit) {
      if (bit != 0) {
        boolean fresh = (known & bit) == 0;
        known |= bit;
        return fresh;
      }
      if (others == null) {
        others = new HashSet<>();
      }
      return others.add(name);
    }
  }

  /// Goes on.
  ///
  /// @return null at the end of the bytes
  @Nullable Token next() throws JsonException {
    return scanner.next();
  }

  /// Where the input stands; null before the first and behind the last token.
  @Nullable Token token() {
    return scanner.token();
  }

  DecodeLimits limits() {
    return limits;
  }

  /// Notes that something is wrong.
  void refuse(String why) {
    message.refuse(Status.BAD_REQUEST, why);
  }

  /// Notes what is wrong with a value.
  void refuse(IllegalArgumentException why) {
    refuse(Texts.inJson(why));
  }

  /// Whether nothing is wrong so far.
  boolean isRight() {
    return message.problem() == null;
  }

  /// Takes back what is wrong: it is passed over after all.
  void accept() {
    message.accept();
  }

  /// Whether the grammar counts by the letter.
  boolean isStrict() {
    return strict;
  }

  /// Notes that a value is not by the grammar, which is wrong only where that counts by the letter.
  ///
  /// @param due what the grammar has
  void departs(String name, String due) {
    if (strict && isRight()) {
      refuse(name + " must be " + due + BY_THE_LETTER);
    }
  }

  /// Notes that a member is missing, which is wrong only where the grammar counts by the letter.
  void lacks(String object, String name) {
    if (strict && isRight()) {
      refuse(object + ": the member " + name + " is missing" + BY_THE_LETTER);
    }
  }

  /// Goes into an object, to its first member.
  ///
  /// @param of what the object is called
  /// @return the member's name, with the input at its value; null if there is none, or no object
  @Nullable String open(String of) throws JsonException {
    if (token() == Token.OBJECT) {
      names = new Seen(names);
      return member();
    }
    if (token() == Token.NULL) { // as if it were not there
      departs(of, "an object");
    } else {
      refuse(of + " must be an object");
    }
    skip();
    return null;
  }

  /// Goes on to the next member of an object. A name that was there before is noted: readers differ
  /// in which of the two they take.
  ///
  /// @return its name, with the input at its value; null at the end of the object
  @Nullable String member() throws JsonException {
    Seen seen = Objects.requireNonNull(names, "open is called before");
    String name = scanner.name();
    if (name == null) {
      names = seen.outside;
      return null;
    }
    if (!seen.add(name, scanner.nameBit())) {
      refuse((name.length() > SHOWN ? "a member" : name) + " is given twice; give it once");
    }
    var _ = scanner.value();
    return name;
  }

  /// Passes over a value, with all that is in it.
  void skip() throws JsonException {
    boolean isOpen = token() == Token.OBJECT || token() == Token.ARRAY;
    int outside = scanner.depth() - (isOpen ? 1 : 0);
    while (scanner.depth() > outside) {
      var _ = scanner.next();
    }
  }

  /// The elements of an array that the grammar has; of anything else that it is the only one. The
  /// input must be at its value, and behind each element at the end of it.
  Elements elements(String name) {
    if (token() != Token.ARRAY) {
      departs(name, "an array");
    }
    return new Elements();
  }

  /// The same where the grammar has one value, and an array of several is an extension.
  Elements oneOrMore() {
    return new Elements();
  }

  /// Goes from element to element.
  final class Elements {
    private final boolean isArray = token() == Token.ARRAY;
    private boolean begun = token() == Token.NULL;

    /// Goes to the next element. If something is wrong with the message, the rest of an array is
    /// passed over: it would cost a stranger nothing, and us a refusal of each element.
    ///
    /// @return whether there is one
    boolean next() throws JsonException {
      if (!isArray) {
        boolean first = !begun;
        begun = true;
        return first;
      }
      while (scanner.next() != Token.ARRAY_END) {
        if (message.problem() == null) {
          return true;
        }
        skip();
      }
      return false;
    }
  }

  /// A string; patiently also the text of a number or a truth value. Null if it is null or, which
  /// is noted, something else.
  @Nullable String text(String name) throws JsonException {
    if (token() != Token.TEXT) {
      departs(name, "a string");
    }
    return scalar(name);
  }

  /// A number; patiently also one in quotation marks. Null if it is null or, which is noted,
  /// something else.
  @Nullable String number(String name) throws JsonException {
    if (token() != Token.NUMBER) {
      departs(name, "a number");
    }
    return scalar(name);
  }

  private @Nullable String scalar(String name) throws JsonException {
    if (isScalar()) {
      return text();
    }
    if (token() != Token.NULL) {
      refuse(name + " must be a string or a number");
    }
    skip();
    return null;
  }

  /// A value by its name; patiently also in another case.
  ///
  /// @throws IllegalArgumentException if there is none of this name
  <T extends Enum<T>> T oneOf(Class<T> type, String name, String text) {
    T value = Texts.oneOf(type, name, text);
    if (!value.name().equals(text)) {
      departs(name, value.name());
    }
    return value;
  }

  /// Whether the value is a text, a number or a truth value.
  boolean isScalar() {
    Token token = token();
    return token == Token.TEXT || token == Token.NUMBER || token == Token.TRUTH;
  }

  /// The scalar value as text, as it is written.
  private String text() throws JsonException {
    String text = scanner.text();
    if (text.length() > limits.textChars()) {
      throw new JsonException("a text has more than " + limits.textChars() + " characters");
    }
    return text;
  }
}
