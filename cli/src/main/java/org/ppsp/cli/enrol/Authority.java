package org.ppsp.cli.enrol;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;

/// A certificate authority in a folder: its certificate and key, the index of what it has issued,
/// and the list of what it has revoked. Calls that change it take turns, in whichever process;
/// every file is replaced in one step.
public final class Authority {
  /// The file of its own certificate.
  public static final String CERTIFICATE = "ca.pem";

  /// The file of its key, which only its owner can read.
  public static final String KEY = "ca.key";

  /// The file of what was issued.
  public static final String INDEX = "index";

  /// The file of what was revoked, signed.
  public static final String CRL = "crl.pem";

  /// How long the list of what was revoked is good for, unless somebody says so.
  public static final Duration CRL_SPAN = Duration.ofDays(30);

  /// The file by which calls take turns.
  static final String LOCK = ".lock";

  /// So much may the clock of who checks a certificate be behind.
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private final SecureRandom random = new SecureRandom();
  private final Path folder;
  private final Index index;
  private final InstantSource clock;

  /// An authority that is there, or that [#create] is to make.
  public Authority(Path folder, InstantSource clock) {
    this.folder = folder;
    index = new Index(folder.resolve(INDEX));
    this.clock = clock;
  }

  /// A certificate and where it lies.
  ///
  /// @param issued what the index says of it
  /// @param certificate PEM
  /// @param key PEM; null if the key is the peer's own secret
  public record Written(Issued issued, Path certificate, @Nullable Path key) {}

  /// What was revoked.
  ///
  /// @param now those that were not before
  /// @param before those that were already
  /// @param until how long the new list is good for
  public record Revoked(List<Issued> now, List<Issued> before, Instant until) {
    /// Keeps copies.
    public Revoked {
      now = List.copyOf(now);
      before = List.copyOf(before);
    }
  }

  /// Makes the authority.
  ///
  /// @param name for people
  /// @return when its time ends
  /// @throws EnrolException if there is one already, or part of one
  public Instant create(String name, Duration span) throws IOException, EnrolException {
    Files.createDirectories(folder);
    try (Turn _ = turn()) {
      for (String file : List.of(CERTIFICATE, KEY, INDEX, CRL)) {
        if (Files.exists(folder.resolve(file))) {
          throw new EnrolException(
              "%s holds %s already; name another folder with --dir".formatted(folder, file));
        }
      }
      Instant now = now();
      Signer signer =
          Signer.create(KeyKind.EC.pair(), name, serial(), now.minus(SKEW), now.plus(span));
      DurableFile.create(folder.resolve(KEY), signer.key(), DurableFile.Readers.OWNER);
      index.create();
      writeCrl(signer, List.of(), CRL_SPAN);
      // Last: with it the authority is there.
      DurableFile.create(
          folder.resolve(CERTIFICATE), signer.certificate(), DurableFile.Readers.ALL);
      return signer.until();
    }
  }

  /// Issues a certificate with a new key.
  ///
  /// @param prefix of the files: `.pem` and `.key` are appended; null for one that follows the name
  public Written issue(Subject subject, KeyKind kind, Duration span, @Nullable Path prefix)
      throws IOException, EnrolException {
    KeyPair pair = kind.pair();
    return write(
        subject,
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
        EcKey.text(pair.getPrivate()),
        span,
        prefix);
  }

  /// Issues a certificate for a key that the peer keeps.
  ///
  /// @param request a signing request, PEM or DER
  /// @param prefix of the file: `.pem` is appended; null for one that follows the name
  public Written issue(Subject.Peer peer, Path request, Duration span, @Nullable Path prefix)
      throws IOException, EnrolException {
    return write(peer, SigningRequest.key(request, peer.id()), null, span, prefix);
  }

  private Written write(
      Subject subject,
      SubjectPublicKeyInfo shown,
      @Nullable String key,
      Duration span,
      @Nullable Path prefix)
      throws IOException, EnrolException {
    checkThere();
    try (Turn _ = turn()) {
      Signer signer = signer();
      List<Issued> all = new ArrayList<>(index.read());
      Instant now = now();
      checkSpan(span, now, signer.until());
      Issued issued = new Issued(serial(), subject, now.minus(SKEW), now.plus(span), null);
      Path place = prefix == null ? prefix(issued) : prefix;
      Path certificateFile = fresh(place, ".pem");
      Path keyFile = key == null ? null : fresh(place, ".key");
      String certificate = signer.certify(issued, shown);
      // First the index: what it does not name cannot be revoked. A name too many does no harm.
      all.add(issued);
      index.write(all);
      if (key != null && keyFile != null) {
        DurableFile.create(keyFile, key, DurableFile.Readers.OWNER);
      }
      DurableFile.create(certificateFile, certificate, DurableFile.Readers.ALL);
      return new Written(issued, certificateFile, keyFile);
    }
  }

  private static void checkSpan(Duration span, Instant now, Instant end) throws EnrolException {
    if (now.plus(span).isAfter(end)) {
      long days = Duration.between(now, end).toDays();
      throw new EnrolException(
          days < 1
              ? "the authority's own time ends at %s; make another one".formatted(end)
              : "the authority's own time ends at %s: --days must be at most %s"
                  .formatted(end, days));
    }
  }

  /// A PeerID may be no name of a file.
  private static Path prefix(Issued issued) {
    return switch (issued.subject()) {
      case Subject.Tracker _ -> Path.of("tracker");
      case Subject.Peer peer ->
          Path.of(
              peer.name().matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
                  ? peer.name()
                  : "peer-" + issued.serialText());
    };
  }

  private static Path fresh(Path prefix, String ending) throws EnrolException {
    Path file = Path.of(prefix + ending);
    if (Files.exists(file)) {
      throw new EnrolException(file + " is there already; name another with --out");
    }
    return file;
  }

  /// What was issued, in the order of issue.
  public List<Issued> list() throws IOException, EnrolException {
    checkThere();
    return index.read();
  }

  /// Revokes a certificate.
  ///
  /// @throws EnrolException if none has the number
  public Revoked revoke(BigInteger serial, Reason reason) throws IOException, EnrolException {
    return revoke(
        issued -> issued.serial().equals(serial),
        reason,
        "no certificate has the serial number " + Issued.serialText(serial));
  }

  /// Revokes all certificates of a peer whose time is not over.
  ///
  /// @throws EnrolException if it has none
  public Revoked revoke(PeerId peer, Reason reason) throws IOException, EnrolException {
    Instant now = now();
    return revoke(
        issued -> issued.subject().equals(new Subject.Peer(peer)) && !now.isAfter(issued.until()),
        reason,
        "the peer %s has no certificate whose time is not over".formatted(peer));
  }

  private Revoked revoke(Predicate<Issued> which, Reason reason, String unknown)
      throws IOException, EnrolException {
    checkThere();
    try (Turn _ = turn()) {
      Signer signer = signer();
      Issued.Revocation revocation = new Issued.Revocation(now(), reason);
      List<Issued> all = new ArrayList<>(index.read());
      List<Issued> fresh = new ArrayList<>();
      List<Issued> before = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        Issued issued = all.get(i);
        if (!which.test(issued)) {
          continue;
        }
        if (issued.revocation() == null) {
          all.set(i, issued.revoked(revocation));
          fresh.add(all.get(i));
        } else {
          before.add(issued);
        }
      }
      if (fresh.isEmpty() && before.isEmpty()) {
        throw new EnrolException(
            unknown + "; 'ppsp enrol list --dir " + folder + "' shows what was issued");
      }
      // The list follows from the index, so the index comes first; also if nothing is new, since
      // a call before may have ended between both.
      Instant until = writeCrl(signer, all, () -> index.write(all), null);
      return new Revoked(fresh, before, until);
    }
  }

  /// Signs the list of what was revoked anew.
  ///
  /// @param span how long it is good for; null: as long as the one before
  /// @return when its time ends
  public Instant renewCrl(@Nullable Duration span) throws IOException, EnrolException {
    checkThere();
    try (Turn _ = turn()) {
      return writeCrl(signer(), index.read(), () -> {}, span);
    }
  }

  /// What is to be on the disk before the list is.
  private interface Before {
    void write() throws IOException;
  }

  private Instant writeCrl(Signer signer, List<Issued> all, Duration span)
      throws IOException, EnrolException {
    return writeCrl(signer, all, () -> {}, span);
  }

  private Instant writeCrl(
      Signer signer, List<Issued> all, Before before, @Nullable Duration chosen)
      throws IOException, EnrolException {
    Path file = folder.resolve(CRL);
    LastCrl last = LastCrl.read(file);
    Instant now = now();
    // Larger than the last one's, also where that one is lost.
    BigInteger number = BigInteger.valueOf(now.getEpochSecond());
    List<Issued> revoked = all.stream().filter(issued -> issued.revocation() != null).toList();
    Duration span = chosen == null ? CRL_SPAN : chosen;
    if (last != null) {
      last.checkKnownTo(folder.resolve(INDEX), all);
      number = number.max(last.number().add(BigInteger.ONE));
      revoked = revoked.stream().filter(issued -> !last.isLastOf(issued)).toList();
      span = chosen == null ? last.span() : chosen;
    }
    Instant until = now.plus(span);
    String crl = signer.crl(number, revoked, now, until);
    before.write();
    DurableFile.replace(file, crl, DurableFile.Readers.ALL);
    return until;
  }

  private void checkThere() throws EnrolException {
    if (!Files.exists(folder.resolve(CERTIFICATE))) {
      throw new EnrolException(
          "there is no authority in %s; 'ppsp enrol init --dir %s' makes one"
              .formatted(folder, folder));
    }
  }

  private Signer signer() throws IOException, EnrolException {
    return Signer.read(folder.resolve(CERTIFICATE), folder.resolve(KEY));
  }

  private Turn turn() throws IOException {
    return Turn.at(folder.resolve(LOCK));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /// Of one length in hexadecimal digits, and never seen twice.
  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }
}
