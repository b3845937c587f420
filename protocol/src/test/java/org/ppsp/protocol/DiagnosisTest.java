package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  @Test
  void ofAnswer_aPage() {
    assertThat(Diagnosis.ofAnswer(404, "text/html; charset=utf-8", null, "root is <html>"))
        .isEqualTo("HTTP 404 text/html; charset=utf-8: this is no tracker; is the URL right?");
    assertThat(Diagnosis.ofAnswer(405, null, null, "empty"))
        .isEqualTo("HTTP 405 without Content-Type: this is no tracker; is the URL right?");
    assertThat(Diagnosis.ofAnswer(200, "application/xhtml+xml", null, "root is <html>"))
        .contains("this is no tracker");
  }

  @Test
  void ofAnswer_whereToItRedirects() {
    assertThat(Diagnosis.ofAnswer(302, "text/html", "https://example.org/", "empty"))
        .isEqualTo("HTTP 302 to https://example.org/: this is no tracker; is that its URL?");
  }

  @Test
  void ofAnswer_aMessageThatIsNone() {
    for (String type :
        new String[] {
          "application/ppsp-tracker+xml", "Text/XML ; charset=utf-8", "application/json"
        }) {
      assertThat(Diagnosis.ofAnswer(200, type, null, "Status is missing"))
          .isEqualTo("HTTP 200 without a PPSP response: Status is missing");
    }
  }

  @Test
  void ofAnswer_isBounded() {
    String endless = "x".repeat(10_000);
    assertThat(Diagnosis.ofAnswer(200, endless, null, "")).hasSizeLessThan(300);
    assertThat(Diagnosis.ofAnswer(301, null, endless, "")).hasSizeLessThan(300);
  }

  @Test
  void ofFailure_plainWords() {
    var unresolved = new ConnectException();
    unresolved.initCause(new UnresolvedAddressException());
    assertThat(Diagnosis.ofFailure(unresolved)).isEqualTo("the host name is not known");
    assertThat(Diagnosis.ofFailure(new UnknownHostException("tracker.example")))
        .isEqualTo("the host name is not known");
    assertThat(Diagnosis.ofFailure(new ConnectException())).isEqualTo("nothing listens there");
    assertThat(
            Diagnosis.ofFailure(
                new ConnectException("finishConnect(..) failed: Connection refused: /[::1]:9")))
        .isEqualTo("nothing listens there");
  }

  @Test
  void ofFailure_theLastCauseThatSaysSomething() {
    assertThat(
            Diagnosis.ofFailure(
                new IOException("HTTP failed", new EOFException("EOF reached while reading"))))
        .isEqualTo("EOF reached while reading");
    assertThat(Diagnosis.ofFailure(new IOException("reset", new EOFException())))
        .isEqualTo("reset");
    assertThat(Diagnosis.ofFailure(new EOFException())).isEqualTo("EOFException");
  }

  @Test
  void ofFailure_ofTls() {
    var untrusted = new SSLHandshakeException("PKIX path building failed");
    untrusted.initCause(new CertificateException(new CertPathBuilderException("no path")));
    assertThat(Diagnosis.ofFailure(new IOException(untrusted)))
        .contains("no authority that is trusted here");
    assertThat(Diagnosis.ofFailure(new SSLException("Unsupported or unrecognized SSL message")))
        .contains("does not speak TLS", "http://");
    assertThat(
            Diagnosis.ofFailure(
                new SSLException("Unrecognized SSL message, plaintext connection?")))
        .contains("does not speak TLS", "http://");
    assertThat(Diagnosis.ofFailure(new SSLHandshakeException("No name matching a found")))
        .isEqualTo("No name matching a found");
  }
}
