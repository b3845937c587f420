package org.ppsp.server.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/// What a file held when it was read.
final class KeptFile {
  private final Path file;
  private final byte[] bytes;

  KeptFile(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /// @param most how many bytes it may have
  static KeptFile read(Path file, int most) throws CredentialException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new CredentialException(
            "%s is larger than %sMiB: it must be another file"
                .formatted(file, Math.ceilDiv(most, 1 << 20)));
      }
      return new KeptFile(file, bytes);
    } catch (NoSuchFileException e) {
      throw new CredentialException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new CredentialException(file + " may not be read by the user of this process", e);
    } catch (IOException e) {
      throw new CredentialException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  Path file() {
    return file;
  }

  byte[] bytes() {
    return bytes;
  }

  boolean hasSameBytes(KeptFile other) {
    return Arrays.equals(bytes, other.bytes);
  }
}
