package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A file with one line that is secret. What is wrong with it is told without a word of it.
///
/// @param path where it is; read anew each time, so that it can be renewed
record SecretFile(Path path) {
  private static final int MAX_BYTES = 8192;

  /// The line, without what ends it.
  ///
  /// @throws IllegalArgumentException if there is not just one line of UTF-8; the message names the
  ///   file, the cause and the cure
  char[] read() {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          path + " cannot be read: " + FileTrouble.describe(path, e), e);
    }
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    try {
      CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
      char[] line = new char[text.length()];
      text.get(line);
      if (end == 0 || bytes.length > MAX_BYTES || text.flip().chars().anyMatch(c -> c == '\n')) {
        throw new IllegalArgumentException(
            path + " must hold one line of 1 to " + MAX_BYTES + " bytes, the secret alone");
      }
      return line;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(path + " is not written in UTF-8", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
