package org.ppsp.server;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.server.http.Transport;
import org.ppsp.server.limit.Rate;
import org.ppsp.server.proxy.ProxyHeader;
import org.ppsp.server.security.AccessSettings;
import org.ppsp.server.security.AuthSettings.Mechanism;
import org.ppsp.server.security.TlsEngine;
import org.ppsp.tracker.AddressSettings;
import org.ppsp.tracker.Defences;
import org.ppsp.tracker.TrackerSettings;

/// All keys of the configuration. What reads it, `ppsp config` and the table in `docs/running.md`
/// come from here.
final class Keys {
  private static final List<Key<?>> DECLARED = new ArrayList<>();
  private static final TrackerSettings TRACKER = TrackerSettings.DEFAULT;
  private static final Defences DEFENCES = TRACKER.defences();
  private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT;

  static final Key<Listen> LISTEN =
      key("listen", new Listen("127.0.0.1", 7846), Kind.listen(), "where peers reach the tracker");
  static final Key<Boolean> ALLOW_PLAIN_HTTP =
      key(
          "allowPlainHttp",
          false,
          Kind.flag(),
          "serve HTTP without TLS on an address other than loopback, where it can be read and"
              + " changed on its way");

  static final Key<Duration> RELOAD_INTERVAL =
      live(
          "reloadInterval",
          ofSeconds(10),
          Kind.duration(ofMillis(50), ofHours(24)),
          "how often the files with certificates, keys, passwords and access rules are looked at;"
              + " what has changed is taken");

  static final Key<LogLevel> LOG_LEVEL =
      live(
          "log.level",
          LogLevel.INFO,
          Kind.logLevel(),
          "how much is logged; debug has one line a request; --log-level comes before it");
  static final Key<LogSettings.Format> LOG_FORMAT =
      live(
          "log.format",
          LogSettings.Format.TEXT,
          Kind.choice(LogSettings.Format.class),
          "lines for people, or one JSON object a line");
  static final Key<Optional<URI>> LOG_SYSLOG =
      live(
          "log.syslog",
          Optional.empty(),
          Kind.collector(),
          "a collector that gets the lines, too, as messages of RFC 5424; without a port it is 514"
              + " for udp, 601 for tcp, 6514 for tls");

  static final Key<Optional<Path>> TLS_CERTIFICATE =
      key(
          "tls.certificate",
          Optional.empty(),
          Kind.file(),
          "the tracker's certificate, and behind it those that lead to its root, as PEM; with it,"
              + " the tracker speaks HTTPS and no plain HTTP");
  static final Key<Optional<Path>> TLS_KEY =
      key(
          "tls.key",
          Optional.empty(),
          Kind.file(),
          "the private key of the certificate, RSA or EC, as PEM in PKCS #8 without a password");
  static final Key<Boolean> TLS_12 =
      key("tls.allowTls12", true, Kind.flag(), "serve clients that know TLS 1.2 and not TLS 1.3");
  static final Key<TlsEngine> TLS_ENGINE =
      key(
          "tls.engine",
          TlsEngine.AUTO,
          Kind.choice(TlsEngine.class),
          "what does the arithmetic of TLS; auto is boringssl on Linux and jdk elsewhere");

  static final Key<Set<Mechanism>> AUTH_MECHANISMS =
      key(
          "auth.mechanisms",
          Set.of(),
          Kind.choices(Mechanism.class),
          "how peers prove who they are to CONNECT, any one of these ways; with none, they need"
              + " not");
  static final Key<Optional<Path>> AUTH_AUTHORITIES =
      key(
          "auth.authorities",
          Optional.empty(),
          Kind.file(),
          "the certificates of those who vouch for peers, as PEM; for tls and certificate");
  static final Key<Optional<Path>> AUTH_REVOKED =
      key(
          "auth.revoked",
          Optional.empty(),
          Kind.file(),
          "the lists of certificates that those have revoked, as PEM or DER");
  static final Key<Optional<Path>> AUTH_USERS =
      key(
          "auth.users",
          Optional.empty(),
          Kind.file(),
          "the passwords of peers, lines of PeerID:realm:hash; for digest");
  static final Key<Optional<String>> AUTH_REALM =
      key(
          "auth.realm",
          Optional.empty(),
          Kind.optionalText(128),
          "the realm of these passwords. With none it is ppsp@ and the tracker's first name, from"
              + " http.hosts or else from its certificate; then what peers send here is useless at"
              + " any other tracker");
  static final Key<Boolean> AUTH_MD5 =
      key("auth.digestMd5", false, Kind.flag(), "let peers use MD5 with digest, which is not safe");
  static final Key<Optional<String>> AUTH_KEYS =
      key(
          "auth.jwks",
          Optional.empty(),
          Kind.fileOrUrl(),
          "the JWK set with the keys that tokens are signed with; for bearer");
  static final Key<Optional<String>> AUTH_ISSUER =
      key(
          "auth.issuer",
          Optional.empty(),
          Kind.optionalText(256),
          "what the claim iss of a token must be");
  static final Key<String> AUTH_AUDIENCE =
      key("auth.audience", "ppsp", Kind.text(1, 256), "what the claim aud of a token must name");
  static final Key<Duration> AUTH_TOKEN_LIFETIME =
      key(
          "auth.maxTokenLifetime",
          ofHours(24),
          Kind.duration(ofMinutes(1), ofDays(365)),
          "how long a token may be good, from its iat to its exp; one that is good for longer is"
              + " refused");
  static final Key<Boolean> AUTH_UNBOUND_PROOF =
      key(
          "auth.unboundProof",
          true,
          Kind.flag(),
          "accept a Signature in CONNECT that does not name the tracker, as peers of older versions"
              + " send it; a false tracker can have made a peer sign it and pass it on");
  static final Key<Duration> AUTH_NONCE =
      key(
          "auth.nonceLifetime",
          ofMinutes(1),
          Kind.duration(ofSeconds(5), ofHours(1)),
          "how long the nonce of a challenge is good, at the least");

  static final Key<AccessSettings.Mode> ACCESS_MODE =
      live(
          "access.mode",
          AccessSettings.Mode.OPEN,
          Kind.choice(AccessSettings.Mode.class),
          "what the list says: open has none, allow-list says what is allowed, deny-list what is"
              + " not");
  static final Key<Optional<Path>> ACCESS_FILE =
      live(
          "access.file",
          Optional.empty(),
          Kind.file(),
          "the list, lines of a SwarmID and the PeerIDs it is about, or of a SwarmID alone; a name"
              + " may end in *");

  static final Key<List<IpNetwork>> PROXY_TRUSTED =
      key(
          "proxy.trusted",
          List.of(),
          Kind.networks(),
          "proxies before the tracker, which are believed when they tell who their client is; they"
              + " must set proxy.header on each request, and no one else may come by their"
              + " addresses");
  static final Key<ProxyHeader> PROXY_HEADER =
      key(
          "proxy.header",
          ProxyHeader.NONE,
          Kind.choice(ProxyHeader.class),
          "how they tell it: by a header of HTTP, or by the PROXY protocol, version 1 or 2, with"
              + " which every connection of theirs must begin; not looked at from anyone else");

  static final Key<Transport> TRANSPORT =
      key(
          "http.transport",
          Transport.AUTO,
          Kind.choice(Transport.class),
          "how to talk to the operating system; auto is epoll on Linux and nio elsewhere");
  static final Key<Integer> EVENT_LOOPS =
      key(
          "http.eventLoops",
          0,
          Kind.count(0, 256),
          "threads that serve connections; 0 takes one a core");
  static final Key<Integer> BACKLOG =
      key(
          "http.backlog",
          1024,
          Kind.count(1, 65_535),
          "connections that the operating system holds until they are accepted");
  static final Key<Integer> MAX_CONNECTIONS =
      live(
          "http.maxConnections",
          10_000,
          Kind.count(1, 1_000_000),
          "connections at once, if the limit of open files allows that many. When all are in use, a"
              + " new one takes the place of an idle one: the longest idle of the address with the"
              + " most connections, in the network with the most. If none is idle, it gets a 503");
  static final Key<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      key(
          "http.maxConnectionsPerAddress",
          1000,
          Kind.count(1, 1_000_000),
          "connections of an address at once; further ones are answered 503. Those of trusted"
              + " proxies and of rate.exempt are not counted and do not give way");
  static final Key<Integer> MAX_CONNECTIONS_PER_NETWORK =
      key(
          "http.maxConnectionsPerNetwork",
          4000,
          Kind.count(1, 1_000_000),
          "connections of a network at once, the /24 of an IPv4 address and the /56 of an IPv6 one;"
              + " further ones are answered 503. The same are exempt");
  static final Key<Optional<Long>> MAX_BUFFERED =
      key(
          "http.maxBuffered",
          Optional.empty(),
          Kind.memory(1L << 20, 1L << 40),
          "memory that all connections together may use for messages that arrive in parts and for"
              + " answers that clients have not read yet; auto is an eighth of the heap. Beyond it,"
              + " messages in parts get a 503, and clients that do not read are disconnected");
  static final Key<Integer> MAX_LINE =
      key("http.maxLine", 4096, Kind.size(64, 65_536), "bytes of a request line");
  static final Key<Integer> MAX_HEADERS =
      key("http.maxHeaders", 8192, Kind.size(256, 1 << 20), "bytes of all headers of a request");
  static final Key<Duration> REQUEST_TIMEOUT =
      key(
          "http.requestTimeout",
          ofSeconds(10),
          Kind.duration(ofMillis(50), ofMinutes(10)),
          "time from a request's first byte to its last");
  static final Key<Duration> IDLE_TIMEOUT =
      key(
          "http.idleTimeout",
          ofSeconds(75),
          Kind.duration(ofMillis(50), ofHours(24)),
          "time after which a connection without a request is closed");
  static final Key<Duration> WRITE_TIMEOUT =
      key(
          "http.writeTimeout",
          ofSeconds(10),
          Kind.duration(ofMillis(50), ofMinutes(10)),
          "time in which a client must take the answers that wait for it");
  static final Key<Duration> SHUTDOWN_GRACE =
      live(
          "http.shutdownGrace",
          ofSeconds(5),
          Kind.duration(ofMillis(0), ofMinutes(10)),
          "time that requests under way are given when the tracker stops");
  static final Key<Duration> MAX_DELAY =
      key(
          "http.maxDelay",
          ofSeconds(1),
          Kind.duration(ofMillis(50), ofMinutes(1)),
          "how long requests may have to wait for their thread; beyond it, a part of them is told"
              + " 503 unread until it keeps up again");
  static final Key<Duration> RETRY_AFTER =
      key(
          "http.retryAfter",
          ofSeconds(5),
          Kind.duration(ofSeconds(1), ofHours(1)),
          "what a 503 tells the client to wait, and up to half as long again, so that not all come"
              + " at once");

  static final Key<List<String>> HOSTS =
      live(
          "http.hosts",
          List.of(),
          Kind.hosts(),
          "names by which peers reach the tracker, besides those in its certificate; requests from"
              + " this machine must name one of them or localhost as their Host, so that no web"
              + " page of elsewhere passes for this machine");
  static final Key<List<String>> ALLOWED_ORIGINS =
      live(
          "http.allowedOrigins",
          List.of(),
          Kind.origins(),
          "web pages that may be peers, by their origins (CORS); all others are refused. With *,"
              + " every page may speak for the peers of its visitors that show no token");

  static final Key<Optional<Rate>> CONNECTS_PER_ADDRESS =
      live(
          "rate.connectsPerAddress",
          Optional.of(new Rate(100, 1)),
          Kind.rate(),
          "CONNECTs of an address, behind which there may be thousands of peers");
  static final Key<Optional<Rate>> CONNECTS_PER_NETWORK =
      live(
          "rate.connectsPerNetwork",
          Optional.of(new Rate(400, 1)),
          Kind.rate(),
          "CONNECTs of a network: the /24 of an IPv4 address, the /56 of an IPv6 one");
  static final Key<Optional<Rate>> CONNECTS_PER_CREDENTIAL =
      live(
          "rate.connectsPerCredential",
          Optional.of(new Rate(60, 60)),
          Kind.rate(),
          "CONNECTs of a peer that has proved who it is");
  static final Key<Optional<Rate>> REQUESTS_PER_ADDRESS =
      live(
          "rate.requestsPerAddress",
          Optional.of(new Rate(1000, 1)),
          Kind.rate(),
          "requests of an address, CONNECTs among them");
  static final Key<Optional<Rate>> REQUESTS_PER_NETWORK =
      live(
          "rate.requestsPerNetwork",
          Optional.of(new Rate(4000, 1)),
          Kind.rate(),
          "requests of a network, CONNECTs among them");
  static final Key<Optional<Rate>> REQUESTS_PER_CREDENTIAL =
      live(
          "rate.requestsPerCredential",
          Optional.of(new Rate(20, 1)),
          Kind.rate(),
          "requests of a peer that has proved who it is, CONNECTs among them");
  static final Key<Duration> BURST =
      live(
          "rate.burst",
          ofSeconds(10),
          Kind.duration(ofSeconds(1), ofHours(1)),
          "what may come at once is what may come in this time");
  static final Key<List<IpNetwork>> EXEMPT =
      live(
          "rate.exempt",
          List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1")),
          Kind.networks(),
          "who may ask as often as he likes");

  static final Key<Integer> MAX_BODY =
      key("limits.body", LIMITS.bodyBytes(), Kind.size(256, 16 << 20), "bytes of a message");
  static final Key<Integer> MAX_DEPTH =
      key("limits.depth", LIMITS.depth(), Kind.count(4, 1000), "elements inside each other");
  static final Key<Integer> MAX_TEXT =
      key(
          "limits.text",
          LIMITS.textChars(),
          Kind.count(256, 1 << 20),
          "characters of a text or attribute");
  static final Key<Integer> MAX_CERTIFICATE =
      key(
          "limits.certificate",
          LIMITS.certificateChars(),
          Kind.count(256, Certificate.MAX_LENGTH),
          "characters of a certificate");
  static final Key<Integer> MAX_CHUNK_IDS =
      key(
          "limits.chunkIds",
          LIMITS.chunkIds(),
          Kind.count(1, 1_000_000),
          "numbers, ranges and tokens in ChunkID");
  static final Key<Integer> MAX_STATS =
      key("limits.stats", LIMITS.stats(), Kind.count(1, 10_000), "statistics of a message");
  static final Key<Integer> MAX_ADDRESSES =
      key("limits.addresses", LIMITS.addresses(), Kind.count(1, 255), "addresses of a peer");

  static final Key<Duration> KEEPALIVE_INTERVAL =
      live(
          "tracker.keepaliveInterval",
          TRACKER.keepaliveInterval(),
          Kind.duration(ofSeconds(1), ofHours(1)),
          "time after which a peer shall be heard of again; after three of them without a request"
              + " its session ends");
  static final Key<Duration> DEFAULT_EXPIRE =
      live(
          "tracker.defaultExpire",
          TRACKER.defaultExpire(),
          Kind.duration(ofSeconds(1), ofDays(365)),
          "how long a membership lasts when the peer does not say");
  static final Key<Duration> MAX_EXPIRE =
      live(
          "tracker.maxExpire",
          TRACKER.maxExpire(),
          Kind.duration(ofSeconds(1), ofDays(365)),
          "the longest a membership lasts");
  static final Key<Integer> DEFAULT_PEERNUM =
      live(
          "tracker.defaultPeernum",
          TRACKER.defaultPeernum(),
          Kind.count(0, 1000),
          "peers of a list when the asker does not say");
  static final Key<Integer> MAX_PEERNUM =
      live("tracker.maxPeernum", TRACKER.maxPeernum(), Kind.count(1, 1000), "most peers of a list");
  static final Key<TrackerSettings.PrivateAddresses> PRIVATE_ADDRESSES =
      live(
          "tracker.privateAddresses",
          TRACKER.privateAddresses(),
          Kind.choice(TrackerSettings.PrivateAddresses.class),
          "who is given a peer's private addresses");
  static final Key<AddressSettings.Foreign> FOREIGN_ADDRESSES =
      live(
          "tracker.foreignAddresses",
          TRACKER.addresses().foreign(),
          Kind.choice(AddressSettings.Foreign.class),
          "which public addresses a peer is listed under besides those that its requests come from:"
              + " none, those of the same network (/24 of IPv4, /56 of IPv6), or all that it names;"
              + " peers on this machine may name any, if exemptLoopback is set");
  static final Key<List<IpNetwork>> RELAY_NETWORKS =
      live(
          "tracker.relayNetworks",
          TRACKER.addresses().relays(),
          Kind.networks(),
          "networks of relays: addresses of type PROXY there are listed as well");
  static final Key<Integer> MIN_LISTED_PORT =
      live(
          "tracker.minListedPort",
          TRACKER.addresses().minPort(),
          Kind.count(1, 65_535),
          "lowest port that peers are listed with; addresses with a lower one are taken, and not"
              + " listed");
  static final Key<Boolean> FIND_NEEDS_MEMBERSHIP =
      live(
          "tracker.findNeedsMembership",
          TRACKER.findNeedsMembership(),
          Kind.flag(),
          "whether only members of a swarm may ask for its peers");
  static final Key<TrackerSettings.Strategy> STRATEGY =
      key(
          "tracker.strategy",
          TRACKER.strategy(),
          Kind.choice(TrackerSettings.Strategy.class),
          "how peers are chosen: by quality and nearness with a part at random, or at random");
  static final Key<Integer> SCAN_LIMIT =
      live(
          "tracker.scanLimit",
          TRACKER.scanLimit(),
          Kind.count(1000, 10_000_000),
          "what a FIND may cost before its list is given as far as it is: 1 for a member that is"
              + " passed over by its summary, 16 for one that is looked at and turned down, and"
              + " more for long requirements and preferences; a plain FIND costs about 280");
  static final Key<Integer> MAX_MEMBERSHIPS =
      key(
          "tracker.maxMemberships",
          TRACKER.maxMemberships(),
          Kind.count(1, 10_000),
          "swarms a peer is in at once");
  static final Key<Integer> MAX_CHUNK_ENTRIES =
      key(
          "tracker.maxChunkEntries",
          TRACKER.maxChunkEntries(),
          Kind.count(1, 1_000_000),
          "pieces in which a peer offers chunks in a swarm: a token, or 2^k neighbours; those of"
              + " all its swarms have to fit into tracker.maxMemoryPerSession, too");
  static final Key<Integer> MAX_KEPT_STATS =
      key(
          "tracker.maxStats",
          TRACKER.maxStats(),
          Kind.count(1, 10_000),
          "statistics kept of a peer, and of a peer in a swarm");
  static final Key<Optional<Long>> MAX_MEMORY =
      live(
          "tracker.maxMemory",
          Optional.empty(),
          Kind.memory(1L << 20, 1L << 40),
          "memory that all peers may use together: sessions, memberships, chunks, statistics,"
              + " names; auto is half of the heap. New peers are refused when nine tenths are"
              + " used");
  static final Key<Integer> MAX_MEMORY_PER_SESSION =
      live(
          "tracker.maxMemoryPerSession",
          TRACKER.memory().session(),
          Kind.size(4 << 10, 16 << 20),
          "memory that one peer may use");
  static final Key<Integer> MEMORY_PER_ADDRESS =
      live(
          "tracker.memoryPerAddress",
          TRACKER.memory().addressShare(),
          Kind.count(1, 100),
          "percent of tracker.maxMemory that the peers of one address may use; of IPv6, those of"
              + " one /64");
  static final Key<Integer> MEMORY_PER_NETWORK =
      live(
          "tracker.memoryPerNetwork",
          TRACKER.memory().networkShare(),
          Kind.count(1, 100),
          "percent of tracker.maxMemory that the peers of one network may use (/24 of IPv4, /56 of"
              + " IPv6); those of a wider one (/16, /40) may use half of the rest, too: 75 percent"
              + " if this is 50");
  static final Key<Boolean> STRICT_RFC7846 =
      key(
          "tracker.strictRfc7846",
          TRACKER.strictRfc7846(),
          Kind.flag(),
          "read requests in JSON by the letter of RFC 7846: refuse what its grammar does not have,"
              + " answer without warning, and keep to table 6: a connected peer cannot become a"
              + " SEEDER, and one that is not connected cannot JOIN and LEAVE in one message");
  static final Key<Integer> NETWORK_SHARE =
      live(
          "tracker.networkShare",
          DEFENCES.shares().network(),
          Kind.count(1, 100),
          "percent of a list that may be peers of one network (/24 of IPv4, /48 of IPv6) other than"
              + " the asker's while others would do; private networks are not bounded, and 100"
              + " bounds none");
  static final Key<Integer> PREFIX_SHARE =
      live(
          "tracker.prefixShare",
          DEFENCES.shares().prefix(),
          Kind.count(1, 100),
          "the same for a wider network (/16 of IPv4, /40 of IPv6)");
  static final Key<Integer> ASN_SHARE =
      live(
          "tracker.asnShare",
          DEFENCES.shares().asn(),
          Kind.count(1, 100),
          "the same for an autonomous system other than the asker's, of the peers that tell"
              + " theirs");
  static final Key<Integer> MAX_ADDRESSES_PER_MINUTE =
      live(
          "tracker.maxAddressesPerMinute",
          DEFENCES.maxAddressesPerMinute(),
          Kind.count(0, 100_000),
          "addresses of other peers that a peer gets in a minute, in all its lists; then lists are"
              + " shorter, and in the end empty, until the next minute. 0 sets no limit. More than"
              + " eight peers at one address share a limit on different addresses: this number and"
              + " a tenth of it for each peer that has stayed for a minute or two, up to 100000;"
              + " then they get peers that they were told before. Networks and credentials have"
              + " such a limit, too");
  static final Key<Integer> MAX_SESSIONS_PER_ADDRESS =
      key(
          "tracker.maxSessionsPerAddress",
          DEFENCES.maxSessionsPerAddress(),
          Kind.count(0, 1_000_000),
          "peers that are connected from one address (of IPv6, from one /64) at once; 0 sets no"
              + " limit. At a full address, a new peer takes the place of one that was silent for a"
              + " keepaliveInterval, or was in no swarm for a minute and never showed its token; if"
              + " there is none, it is refused");
  static final Key<Boolean> EXEMPT_LOOPBACK =
      key(
          "tracker.exemptLoopback",
          DEFENCES.exemptLoopback(),
          Kind.flag(),
          "whether what is bounded for each peer or address is not bounded for those on this"
              + " machine; false behind a proxy on it");
  static final Key<Integer> QUARANTINE_REPORTERS =
      key(
          "tracker.quarantineReporters",
          DEFENCES.quarantineReporters(),
          Kind.count(0, 100),
          "reporters of how many networks put a peer into quarantine with PollutedPeer, so that no"
              + " list names it; 0 none");
  static final Key<Duration> QUARANTINE_AGE =
      live(
          "tracker.quarantineAge",
          DEFENCES.quarantineAge(),
          Kind.duration(ofMillis(0), ofDays(365)),
          "how long a reporter must have been connected, besides having uploaded something");
  static final Key<Duration> QUARANTINE_TIME =
      key(
          "tracker.quarantineTime",
          DEFENCES.quarantineTime(),
          Kind.duration(ofSeconds(1), ofDays(365)),
          "how long reports of PollutedPeer stand, and how long a quarantine lasts after the last"
              + " one that was enough");

  static final Key<Boolean> TOKENLESS =
      live(
          "session.tokenless",
          DEFENCES.tokenless(),
          Kind.flag(),
          "whether a peer that has never shown its PPSP-Session token is known by its address;"
              + " false: every request after CONNECT must show the token or a credential, which"
              + " peers that know only the slides cannot");

  static final Key<Boolean> QUERY_FROM_LOOPBACK =
      key(
          "statQuery.fromLoopback",
          true,
          Kind.flag(),
          "take a STAT_QUERY that comes from this machine as the operator's, if the tracker"
              + " listens on loopback");
  static final Key<Duration> QUERY_TIMEOUT =
      live(
          "statQuery.timeout",
          ofSeconds(3),
          Kind.duration(ofMillis(50), ofMinutes(1)),
          "time that a peer has to answer a STAT_QUERY");
  static final Key<Integer> QUERY_CONCURRENCY =
      key("statQuery.concurrency", 64, Kind.count(1, 10_000), "peers that are asked at once");

  static final Key<Optional<Listen>> MANAGE_LISTEN =
      key(
          "manage.listen",
          Optional.of(new Listen("127.0.0.1", 9846)),
          Kind.listenOrNone(),
          "where operators reach the management port: metrics, health, API and dashboard; other"
              + " addresses than loopback need a token and a certificate");
  static final Key<Optional<Path>> MANAGE_TOKEN =
      key(
          "manage.token",
          Optional.empty(),
          Kind.file(),
          "a file with the token that operators have to show, one line of 16 characters or more;"
              + " with none, whoever is on this machine may see and do everything there");
  static final Key<Optional<Path>> MANAGE_CERTIFICATE =
      key(
          "manage.certificate",
          Optional.empty(),
          Kind.file(),
          "the certificate of the management port, as PEM like tls.certificate; with it, the port"
              + " speaks HTTPS");
  static final Key<Optional<Path>> MANAGE_KEY =
      key("manage.key", Optional.empty(), Kind.file(), "the private key of that certificate");
  static final Key<Integer> TOP_SWARMS =
      key(
          "manage.topSwarms",
          20,
          Kind.count(0, 1000),
          "how many of the largest swarms have metrics of their own");

  /// All of them, in the order in which they are shown.
  static final List<Key<?>> ALL = List.copyOf(DECLARED);

  private Keys() {}

  /// A key that holds until the tracker is started again.
  private static <T> Key<T> key(String name, T standard, Kind<T> kind, String doc) {
    return declare(new Key<>(name, standard, kind, doc, false));
  }

  /// A key that may change while the tracker runs.
  private static <T> Key<T> live(String name, T standard, Kind<T> kind, String doc) {
    return declare(new Key<>(name, standard, kind, doc, true));
  }

  private static <T> Key<T> declare(Key<T> key) {
    DECLARED.add(key);
    return key;
  }

  /// The configuration file with all defaults and what they mean.
  static String file() {
    StringBuilder out =
        new StringBuilder(
            """
            # Configuration of the tracker. Every key may be left out; what stands here are the defaults.
            # An environment variable sets a key, too, and comes before the file: PPSP_LISTEN for listen,
            # PPSP_TRACKER_KEEPALIVE_INTERVAL for keepaliveInterval below tracker. SIGHUP has the tracker read
            # this file again; what does not say that a reload takes it needs a restart.
            """);
    String section = "";
    for (Key<?> key : ALL) {
      int dot = key.name().indexOf('.');
      String own = dot < 0 ? "" : key.name().substring(0, dot);
      String indent = dot < 0 ? "" : "  ";
      out.append('\n');
      if (!own.equals(section)) {
        out.append(own).append(":\n");
        section = own;
      }
      out.append(indent).append("# ").append(sentence(key.doc())).append('\n');
      out.append(indent).append("# Must be ").append(key.kind().range()).append(".");
      out.append(key.live() ? " Taken by a reload.\n" : "\n");
      out.append(indent).append(key.name().substring(dot + 1)).append(": ");
      out.append(key.standardText()).append('\n');
    }
    return out.toString();
  }

  /// The table of `docs/running.md`.
  static String table() {
    StringBuilder out =
        new StringBuilder(
            "| key | default | allowed | reload | what it is |\n|---|---|---|---|---|\n");
    for (Key<?> key : ALL) {
      out.append(
          "| `%s` | `%s` | %s | %s | %s |%n"
              .formatted(
                  key.name(),
                  key.standardText(),
                  key.kind().range(),
                  key.live() ? "yes" : "no",
                  sentence(key.doc())));
    }
    return out.toString();
  }

  private static String sentence(String doc) {
    return Character.toUpperCase(doc.charAt(0)) + doc.substring(1) + ".";
  }
}
