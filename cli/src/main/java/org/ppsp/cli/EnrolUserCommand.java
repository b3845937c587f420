package org.ppsp.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.enrol.EnrolException;
import org.ppsp.cli.enrol.UserFile;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.protocol.auth.TrackerName;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ppsp enrol user`: who may come with a password.
@Command(
    name = "user",
    description = {
      "Give a peer a password for HTTP Digest, or take it away.",
      "",
      "The file has a line for each: PeerID:realm:SHA-256 of PeerID:realm:password. That is as",
      "secret as the password, so only the owner can read the file. It is replaced in one step.",
      "Without a password a random one is made and printed.",
      "",
      "A password holds in one realm, which is the tracker's own. Without auth.realm it is ppsp@"
          + " and",
      "the tracker's first name, of http.hosts or its certificate: name that with --host. Without",
      "--host and --realm it is the realm of the users who are in the file.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp enrol user --file users --host tracker.example.org --peer-id alice > alice.password",
      "  ppsp enrol user --file users --peer-id bob --password-file bob.password",
      "  ppsp enrol user --file users --peer-id bob --remove"
    })
final class EnrolUserCommand extends EnrolTask {
  private static final int MAX_PASSWORD = 1024;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      required = true,
      description = "The file of users; it is made if there is none.")
  private @Nullable Path file;

  @Option(names = "--peer-id", paramLabel = "PEERID", required = true, description = "The peer.")
  private @Nullable PeerId peer;

  @ArgGroup private @Nullable Where where;

  /// Where the password holds: one of these.
  static final class Where {
    @Option(
        names = "--host",
        paramLabel = "HOST",
        description = "The first name of the tracker, which has no auth.realm.")
    private @Nullable String host;

    @Option(
        names = "--realm",
        paramLabel = "REALM",
        description = "The realm, as the tracker's auth.realm says it.")
    private @Nullable String realm;

    /// For picocli.
    Where() {}
  }

  @ArgGroup private @Nullable Source source;

  @Option(
      names = "--md5",
      description = "Let the peer use MD5, too, where the tracker allows that.")
  private boolean md5;

  /// Where the password comes from: one of these.
  static final class Source {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "The password is the first line of this file.")
    private @Nullable Path file;

    @Option(
        names = "--password-stdin",
        description = "The password is the first line of standard input.")
    private boolean isInput;

    @Option(names = "--remove", description = "Take the peer out.")
    private boolean isRemoval;

    /// For picocli.
    Source() {}
  }

  /// For picocli.
  EnrolUserCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    UserFile users = new UserFile(Objects.requireNonNull(file));
    UserFile.User user;
    try {
      user = new UserFile.User(Objects.requireNonNull(peer), realm(users));
    } catch (IllegalArgumentException e) {
      throw console.misuse(String.valueOf(e.getMessage()));
    }
    if (source != null && source.isRemoval) {
      if (md5) {
        throw console.misuse("--md5 does not go with --remove, which takes all of the peer out");
      }
      users.remove(user);
      console.say(peer + " is taken out of " + file);
      return;
    }
    boolean isRandom = source == null || (source.file == null && !source.isInput);
    char[] password =
        isRandom ? UserFile.randomPassword() : password(Objects.requireNonNull(source));
    boolean wasThere = users.put(user, password, md5);
    if (isRandom) {
      console.out().println(password);
      console.out().flush();
    }
    Arrays.fill(password, '\0');
    console.say(peer + (wasThere ? " has another password in " : " is added to ") + file);
  }

  private String realm(UserFile users) throws IOException, EnrolException {
    if (where != null && where.host != null) {
      try {
        return Digest.REALM_OF + TrackerName.of(where.host);
      } catch (IllegalArgumentException e) {
        throw console.misuse("--host must be a host name or an address, without a port");
      }
    }
    return where != null && where.realm != null
        ? where.realm
        : users
            .realm()
            .orElseThrow(
                () ->
                    console.misuse(
                        "which tracker is the password for? Name it with --host, or its auth.realm"
                            + " with --realm"));
  }

  private char[] password(Source from) throws IOException {
    byte[] line;
    if (from.file == null) {
      line = line(System.in);
    } else {
      try (InputStream in = Files.newInputStream(from.file)) {
        line = line(in);
      }
    }
    try {
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
      char[] password = new char[decoded.remaining()];
      decoded.get(password);
      for (char character : password) {
        if (Character.isISOControl(character)) {
          throw console.misuse("the password must have no control characters");
        }
      }
      if (password.length == 0) {
        throw console.misuse("the password is empty");
      }
      return password;
    } catch (CharacterCodingException e) {
      throw console.misuse("the password must be text in UTF-8");
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  /// The first line, without its end.
  private byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next;
    while ((next = in.read()) >= 0 && next != '\n') {
      if (line.size() == MAX_PASSWORD) {
        throw console.misuse("the password must be at most " + MAX_PASSWORD + " bytes");
      }
      line.write(next);
    }
    byte[] bytes = line.toByteArray();
    return bytes.length > 0 && bytes[bytes.length - 1] == '\r'
        ? Arrays.copyOf(bytes, bytes.length - 1)
        : bytes;
  }
}
