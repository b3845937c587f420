package org.ppsp.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Status;

/// The tokens of one message, within its limits. What is wrong with the message as a whole ends the
/// reading as [BrokenException]; a wrong value is noted in the [Message], and reading goes on, so
/// that the answer can name the transaction.
final class JsonInput implements AutoCloseable {
  /// Names are told apart in a table that the parser shares; nothing of them is kept beyond it.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /// What the parser says of itself when it says what is wrong.
  private static final Pattern INSIDE =
      Pattern.compile(", from `[^`]*`|[ (:]*(?:start marker|not recognized|enable `).*");

  private static final int SHOWN = 200;

  private final JsonParser parser;
  private final DecodeLimits limits;
  private final Message message;
  private int depth;

  /// The names of the members so far, of the object that is being read.
  private @Nullable Seen names;

  JsonInput(byte[] bytes, int offset, int length, DecodeLimits limits, Message message)
      throws BrokenException {
    this.limits = limits;
    this.message = message;
    if (!isUtf8(bytes, offset, length)) {
      throw new BrokenException("the message must be encoded in UTF-8");
    }
    try {
      parser = FACTORY.createParser(bytes, offset, length);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Whether the parser reads just this, and as it is. It would take overlong forms, and UTF-16 and
  /// UTF-32, which have a zero among the first two bytes, with bytes from behind the message.
  private static boolean isUtf8(byte[] bytes, int offset, int length) {
    if (length > 1 && (bytes[offset] == 0 || bytes[offset + 1] == 0)) {
      return false;
    }
    int all = 0;
    for (int i = offset; i < offset + length; i++) {
      all |= bytes[i];
    }
    if (all >= 0) { // ASCII, as most are
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// The names of an object's members so far. A set only where there are many: almost never.
  private static final class Seen {
    private static final int FEW = 8;

    private final @Nullable Seen outside;
    private final String[] few = new String[FEW];
    private int count;
    private @Nullable Set<String> many;

    /// @param outside those of the object around it
    Seen(@Nullable Seen outside) {
      this.outside = outside;
    }

    /// @return false if the name was there before
    boolean add(String name) {
      if (many != null) {
        return many.add(name);
      }
      for (int i = 0; i < count; i++) {
        if (few[i].equals(name)) {
          return false;
        }
      }
      if (count < FEW) {
        few[count++] = name;
        return true;
      }
      many = new HashSet<>(Arrays.asList(few));
      return many.add(name);
    }
  }

  /// The message is no JSON, or passes a limit. Without a stack trace: strangers cause it.
  static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenException(String reason) {
      super(reason, null, false, false);
    }
  }

  private static BrokenException broken(IOException e) {
    String what = e instanceof JsonProcessingException json ? json.getOriginalMessage() : "";
    StringBuilder shown = new StringBuilder("the message is no well-formed JSON: ");
    INSIDE
        .matcher(String.valueOf(what))
        .replaceAll("")
        .chars()
        .limit(SHOWN)
        .forEach(c -> shown.append(c >= ' ' && c <= '~' ? (char) c : '?'));
    if (e instanceof JsonProcessingException json && json.getLocation() != null) {
      shown.append(" (line ").append(json.getLocation().getLineNr());
      shown.append(", column ").append(json.getLocation().getColumnNr()).append(')');
    }
    return new BrokenException(shown.toString());
  }

  /// Goes on.
  ///
  /// @return null at the end of the bytes
  @Nullable JsonToken next() throws BrokenException {
    try {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        if (++depth > limits.depth()) {
          throw new BrokenException(
              "objects and arrays are more than " + limits.depth() + " inside each other");
        }
      } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        depth--;
      }
      return token;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Where the input stands; null before the first and behind the last token.
  @Nullable JsonToken token() {
    return parser.currentToken();
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

  /// Goes into an object, to its first member.
  ///
  /// @param of what the object is called
  /// @return the member's name, with the input at its value; null if there is none, or no object
  @Nullable String open(String of) throws BrokenException {
    if (token() == JsonToken.START_OBJECT) {
      names = new Seen(names);
      return member();
    }
    if (token() != JsonToken.VALUE_NULL) { // which is as if it were not there
      refuse(of + " must be an object");
    }
    skip();
    return null;
  }

  /// Goes on to the next member of an object. A name that was there before is noted: readers differ
  /// in which of the two they take.
  ///
  /// @return its name, with the input at its value; null at the end of the object
  @Nullable String member() throws BrokenException {
    Seen seen = Objects.requireNonNull(names, "open is called before");
    try {
      String name = parser.nextFieldName();
      if (name == null) {
        depth--; // the end of the object
        names = seen.outside;
        return null;
      }
      if (!seen.add(name)) {
        refuse((name.length() > SHOWN ? "a member" : name) + " is given twice; give it once");
      }
      next();
      return name;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Passes over a value, with all that is in it.
  void skip() throws BrokenException {
    int outside = depth - (isOpen() ? 1 : 0);
    while (depth > outside) {
      if (next() == null) {
        return;
      }
    }
  }

  private boolean isOpen() {
    return token() == JsonToken.START_OBJECT || token() == JsonToken.START_ARRAY;
  }

  /// The elements of an array; of anything else that it is the only one. The input must be at its
  /// value, and behind each element at the end of it.
  Elements elements() {
    return new Elements();
  }

  /// Goes from element to element.
  final class Elements {
    private final boolean isArray = token() == JsonToken.START_ARRAY;
    private boolean begun = token() == JsonToken.VALUE_NULL;

    /// Goes to the next element.
    ///
    /// @return whether there is one
    boolean next() throws BrokenException {
      if (!isArray) {
        boolean first = !begun;
        begun = true;
        return first;
      }
      JsonToken token = JsonInput.this.next();
      return token != null && token != JsonToken.END_ARRAY;
    }
  }

  /// The text or number of a member; null if it is null or, which is noted, something else.
  @Nullable String scalar(String name) throws BrokenException {
    if (isScalar()) {
      return text();
    }
    if (token() != JsonToken.VALUE_NULL) {
      refuse(name + " must be a string or a number");
    }
    skip();
    return null;
  }

  /// Whether the value is a text, a number or a truth value.
  boolean isScalar() {
    JsonToken token = token();
    return token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL;
  }

  /// The scalar value as text, as it is written.
  private String text() throws BrokenException {
    try {
      if (parser.getTextLength() > limits.textChars()) {
        throw new BrokenException("a text has more than " + limits.textChars() + " characters");
      }
      return parser.getText();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new AssertionError("bytes in memory can always be closed", e);
    }
  }
}
