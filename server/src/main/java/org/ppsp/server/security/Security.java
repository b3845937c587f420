package org.ppsp.server.security;

import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.server.http.Requests;
import org.ppsp.server.security.AuthSettings.Mechanism;
import org.ppsp.tracker.AccessPolicy;
import org.ppsp.tracker.Ticker;

/// All that protects a tracker: TLS, who peers are, and where they may go (specification, section
/// 9). Made of files, which [#look] looks at. Thread-safe.
public final class Security implements AutoCloseable {
  private final @Nullable Tls tls;
  private final List<Scheme> schemes;
  private final String realm;
  private final AccessPolicy access = new Access();
  private final TrackerNames names;
  private final AtomicLong version = new AtomicLong();
  private volatile Rules rules;

  /// Who may go where.
  ///
  /// @param list null for everyone everywhere
  private record Rules(AccessSettings settings, @Nullable Watched<AccessList> list) {
    static Rules of(AccessSettings settings) throws CredentialException {
      return new Rules(
          settings,
          settings.file() == null
              ? null
              : new Watched<>(
                  "access rules", settings.file(), AccessList.MAX_BYTES, AccessList::read));
    }

    boolean allow(PeerId peer, SwarmId swarm) {
      return list == null
          || list.value().names(peer, swarm) == (settings.mode() == AccessSettings.Mode.ALLOW_LIST);
    }
  }

  /// Reads all files.
  ///
  /// @param transport null for plain HTTP
  /// @param hosts by which peers reach the tracker, besides the names of its certificate
  /// @throws CredentialException if a file cannot be used
  public Security(
      @Nullable TlsSettings transport,
      AuthSettings auth,
      AccessSettings swarms,
      List<String> hosts,
      InstantSource clock,
      Ticker ticker)
      throws CredentialException {
    PeerAuthority authority =
        auth.authorities() == null
            ? null
            : new PeerAuthority(auth.authorities(), auth.revoked(), clock);
    tls =
        transport == null
            ? null
            : new Tls(transport, auth.has(Mechanism.TLS) ? authority : null, clock);
    names = new TrackerNames(hosts, tls);
    realm = realm(auth, names);
    schemes = schemes(auth, names, authority, clock, ticker);
    rules = Rules.of(swarms);
  }

  private static List<Scheme> schemes(
      AuthSettings auth,
      TrackerNames names,
      @Nullable PeerAuthority authority,
      InstantSource clock,
      Ticker ticker)
      throws CredentialException {
    SecureRandom random = new SecureRandom();
    Hmac hmac = new Hmac(random);
    String realm = realm(auth, names);
    List<Scheme> schemes = new ArrayList<>();
    for (Mechanism mechanism : Mechanism.values()) {
      if (auth.has(mechanism)) {
        schemes.add(
            switch (mechanism) {
              case TLS -> new TlsScheme(Objects.requireNonNull(authority));
              case CERTIFICATE ->
                  new ProofScheme(
                      Objects.requireNonNull(authority),
                      new Challenges(auth.nonceLifetime(), ticker, hmac),
                      names,
                      auth.unboundProof(),
                      clock);
              case DIGEST ->
                  new DigestScheme(
                      new Watched<>(
                          "passwords",
                          Objects.requireNonNull(auth.users()),
                          Users.MAX_BYTES,
                          file -> Users.read(file, realm)),
                      realm,
                      auth.md5(),
                      new Nonces(auth.nonceLifetime(), ticker, random, hmac));
              case BEARER ->
                  new BearerScheme(
                      keys(Objects.requireNonNull(auth.keys()), ticker),
                      auth.issuer(),
                      auth.audience(),
                      auth.maxTokenLifetime(),
                      clock);
            });
      }
    }
    return List.copyOf(schemes);
  }

  /// The operator's, or one that no other tracker has. Where the tracker has no name there is no
  /// password for it.
  private static String realm(AuthSettings auth, TrackerNames names) {
    return auth.realm() == null
        ? Digest.REALM_OF + names.first().orElse("localhost")
        : auth.realm();
  }

  private static KeySource keys(String place, Ticker ticker) throws CredentialException {
    return place.startsWith("/")
        ? KeySource.file(Path.of(place))
        : KeySource.url(URI.create(place), ticker);
  }

  /// What new connections are to use for TLS; null for plain HTTP.
  public @Nullable Supplier<SslContext> tls() {
    return tls == null ? null : tls::context;
  }

  /// Who may connect and take part in which swarm.
  public AccessPolicy access() {
    return access;
  }

  /// Puts what finds out who sends a request before what answers it.
  ///
  /// @param toll asked before a proof is looked at that is dear to check, but for CONNECT
  public Requests before(Requests inner, Toll toll) {
    return schemes.isEmpty() ? inner : new Authentication(schemes, realm, toll, inner);
  }

  /// Takes other rules from now on, those of a list that is read at once.
  ///
  /// @throws CredentialException if the list cannot be used; then nothing has changed
  public synchronized void access(AccessSettings settings) throws CredentialException {
    if (!settings.equals(rules.settings)) {
      rules = Rules.of(settings);
      version.incrementAndGet();
    }
  }

  /// Takes other names from now on.
  public void hosts(List<String> hosts) {
    names.hosts(hosts);
  }

  /// Looks whether files have changed, and takes them if so.
  public synchronized void look() {
    Watched<AccessList> list = rules.list;
    if (tls != null) {
      tls.look();
    }
    boolean changed = false;
    for (Scheme scheme : schemes) {
      changed |= scheme.look();
    }
    if (list != null) {
      changed |= list.look();
    }
    if (changed) {
      version.incrementAndGet(); // after what has changed
    }
  }

  @Override
  public void close() {
    schemes.forEach(Scheme::close);
  }

  private final class Access implements AccessPolicy {
    @Override
    public boolean allows(PeerId peer, SwarmId swarm) {
      return rules.allow(peer, swarm);
    }

    @Override
    public long version() {
      return version.get();
    }

    @Override
    public boolean needsCredential() {
      return !schemes.isEmpty();
    }
  }
}
