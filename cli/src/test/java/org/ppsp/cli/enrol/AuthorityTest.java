package org.ppsp.cli.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.protocol.PeerId;

/// What changes with time.
class AuthorityTest {
  private static final PeerId ALICE = new PeerId("alice");

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-05-01T12:30:00Z");

  private int revoked() throws Exception {
    try (InputStream in = Files.newInputStream(folder.resolve(Authority.CRL))) {
      X509CRL crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
      assertThat(crl.getThisUpdate()).isEqualTo(now);
      @Nullable Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
      return entries == null ? 0 : entries.size();
    }
  }

  @Test
  void expired_leavesTheList_whenOneHasSaidSoThatIsYounger() throws Exception {
    Authority authority = new Authority(folder, () -> now);
    authority.create("authority", Duration.ofDays(100));
    authority.issue(
        new Subject.Peer(ALICE), KeyKind.ED25519, Duration.ofDays(1), folder.resolve("alice"));
    authority.revoke(ALICE, Reason.SUPERSEDED);
    assertThat(revoked()).isEqualTo(1);
    now = now.plus(Duration.ofDays(2));
    authority.renewCrl(null);
    assertThat(revoked()).isEqualTo(1);
    now = now.plus(Duration.ofDays(1));
    authority.renewCrl(null);
    assertThat(revoked()).isZero();
    now = now.plus(Duration.ofDays(1));
    authority.renewCrl(null);
    assertThat(revoked()).isZero();
    Collection<Issued> all = authority.list();
    assertThat(all)
        .singleElement()
        .satisfies(issued -> assertThat(issued.state(now)).isEqualTo(Issued.State.REVOKED));
  }

  @Test
  void number_grows_alsoWhenTheListIsLostOrTheClockStands() throws Exception {
    Authority authority = new Authority(folder, () -> now);
    authority.create("authority", Duration.ofDays(100));
    Path list = folder.resolve(Authority.CRL);
    LastCrl first = LastCrl.read(list);
    authority.renewCrl(Duration.ofDays(2));
    LastCrl second = LastCrl.read(list);
    Files.writeString(list, "damaged");
    assertThat(LastCrl.read(list)).isNull();
    now = now.plusSeconds(100);
    authority.renewCrl(null);
    LastCrl third = LastCrl.read(list);
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    assertThat(third).isNotNull();
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(third.number()).isGreaterThan(second.number());
    assertThat(second.span()).isEqualTo(Duration.ofDays(2));
    assertThat(third.span()).isEqualTo(Authority.CRL_SPAN);
  }
}
