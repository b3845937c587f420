package org.ppsp.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ppsp.protocol.PeerId;

class PeerNameProperties {
  @Property(seed = "20261123", tries = 300)
  void everyPeer_isFoundInItsCertificate(@ForAll("peers") PeerId peer) {
    String uri = PeerName.uri(peer);
    assertThat(URI.create(uri)).hasScheme("urn").isEqualTo(URI.create(uri));
    assertThat(uri).isASCII();
    assertThat(PeerName.of(Keys.certificate(uri))).contains(peer);
  }

  @Provide
  static Arbitrary<PeerId> peers() {
    return Arbitraries.oneOf(
            Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(128),
            Arbitraries.of("%", "%41", "é", "€", "🐝", ":", "/", "?", "#")
                .list()
                .ofMinSize(1)
                .ofMaxSize(40)
                .map(parts -> String.join("", parts)),
            Arbitraries.strings().all().ofMinLength(1).ofMaxLength(60))
        .filter(PeerNameProperties::isPeerId)
        .map(PeerId::new);
  }

  private static boolean isPeerId(String text) {
    try {
      return !new PeerId(text).value().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
