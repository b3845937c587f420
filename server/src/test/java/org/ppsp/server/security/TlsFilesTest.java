package org.ppsp.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.testkit.TestAuthority;

/// What becomes of the certificate when its files change.
class TlsFilesTest {
  @TempDir private Path folder;
  private TestAuthority authority;
  private Path certificate;
  private Path key;
  private Tls tls;

  @BeforeEach
  void open() throws Exception {
    authority = TestAuthority.in(Files.createDirectory(folder.resolve("authority")));
    certificate = folder.resolve("tracker.pem");
    key = folder.resolve("tracker.key");
    install(authority.issue("first"));
    tls =
        new Tls(
            new TlsSettings(certificate, key, true, TlsEngine.AUTO), null, InstantSource.system());
  }

  private void install(TestAuthority.Issued issued) throws Exception {
    Files.copy(issued.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(issued.key(), key, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void filesThatStay_changeNothing() throws Exception {
    SslContext before = tls.context();
    tls.look();
    Files.setLastModifiedTime(key, FileTime.fromMillis(0));
    tls.look();
    assertThat(tls.context()).isSameAs(before);
  }

  @Test
  void eachChange_isTaken() throws Exception {
    for (int i = 0; i < 3; i++) {
      SslContext before = tls.context();
      install(authority.issue("next"));
      tls.look();
      assertThat(tls.context()).isNotSameAs(before);
    }
  }

  /// Between the two files, nothing must break.
  @Test
  void halfOfAChange_waitsForTheOtherHalf() throws Exception {
    SslContext before = tls.context();
    TestAuthority.Issued next = authority.issue("next");
    Files.copy(next.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    tls.look();
    tls.look();
    assertThat(tls.context()).isSameAs(before);
    Files.copy(next.key(), key, StandardCopyOption.REPLACE_EXISTING);
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }

  @Test
  void filesThatCannotBeUsed_leaveAllAsItWas_untilTheyCan() throws Exception {
    SslContext before = tls.context();
    Files.delete(certificate);
    tls.look();
    Files.writeString(certificate, "nothing");
    tls.look();
    assertThat(tls.context()).isSameAs(before);
    install(authority.issue("next"));
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }

  @Test
  void expiredCertificate_isTaken_forItIsBetterThanNone() throws Exception {
    SslContext before = tls.context();
    install(authority.issue("old", "EC", Duration.ofHours(-1)));
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }
}
