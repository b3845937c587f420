package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.TransactionId;

/// How a peer that connects proves that it holds the key of its certificate: it signs the tracker's
/// nonce (specification, section 9).
public final class ConnectProof {
  /// What a nonce begins with if the signature is to name the tracker. It is a part of what is
  /// signed, so nobody between tracker and peer can take it away.
  public static final String BOUND = "bound:";

  private static final String PURPOSE = "PPSP-CONNECT";
  private static final String BOUND_PURPOSE = "PPSP-CONNECT-2";
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /// A longer one would only cost the tracker time.
  private static final int MAX_RSA_EXPONENT_BITS = 64;

  private ConnectProof() {}

  /// How it is signed.
  public enum Algorithm {
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, and 32 bytes of salt.
    RSA_PSS("RSA-PSS", "RSASSA-PSS"),
    /// ECDSA on the curve P-256 with SHA-256; the signature is DER.
    ECDSA_P256("ECDSA-P256", "SHA256withECDSA"),
    /// Ed25519 (RFC 8032).
    ED25519("Ed25519", "Ed25519");

    private static final String LIST =
        Arrays.stream(values()).map(Algorithm::text).collect(Collectors.joining(" "));
    private static final PSSParameterSpec PSS =
        new PSSParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final String text;
    private final String name;

    Algorithm(String text, String name) {
      this.text = text;
      this.name = name;
    }

    /// The word on the wire.
    public String text() {
      return text;
    }

    /// All words, separated by blanks, as a challenge lists them.
    public static String list() {
      return LIST;
    }

    /// The algorithm that fits a key.
    ///
    /// @return empty unless it is RSA of 2048 to 8192 bits, on the curve P-256, or Ed25519
    public static Optional<Algorithm> of(PublicKey key) {
      return Optional.ofNullable(
          switch (key) {
            case RSAPublicKey rsa when isSound(rsa) -> RSA_PSS;
            case ECPublicKey ec when P256.is(ec.getParams()) -> ECDSA_P256;
            case EdECPublicKey ed
                when ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName()) ->
                ED25519;
            default -> null;
          });
    }

    private static boolean isSound(RSAPublicKey key) {
      int bits = key.getModulus().bitLength();
      return bits >= MIN_RSA_BITS
          && bits <= MAX_RSA_BITS
          && key.getPublicExponent().bitLength() <= MAX_RSA_EXPONENT_BITS;
    }

    private java.security.Signature signature() throws GeneralSecurityException {
      java.security.Signature signature = java.security.Signature.getInstance(name);
      if (this == RSA_PSS) {
        signature.setParameter(PSS);
      }
      return signature;
    }
  }

  /// The curve P-256. Its curve, base point and order are those of the JDK.
  private static final class P256 {
    private static final ECParameterSpec SPEC = spec();

    private static ECParameterSpec spec() {
      try {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK does not know the curve P-256", e);
      }
    }

    static boolean is(ECParameterSpec other) {
      return other.getCurve().getField() instanceof ECFieldFp
          && other.getCurve().equals(SPEC.getCurve())
          && other.getGenerator().equals(SPEC.getGenerator())
          && other.getOrder().equals(SPEC.getOrder())
          && other.getCofactor() == SPEC.getCofactor();
    }
  }

  /// What is signed in the first form, which names no tracker.
  ///
  /// @param nonce of the tracker's challenge
  /// @param id of the CONNECT that carries the signature
  public static byte[] message(String nonce, PeerId peer, TransactionId id) {
    // Neither a nonce nor a PeerID has a line feed in it.
    return String.join("\n", PURPOSE, nonce, peer.value(), id.value()).getBytes(UTF_8);
  }

  /// What is signed in the second form: only the tracker of that name accepts it.
  ///
  /// @param nonce of the tracker's challenge
  /// @param tracker its name ([TrackerName]), as the peer reaches it
  /// @param id of the CONNECT that carries the signature
  public static byte[] message(String nonce, String tracker, PeerId peer, TransactionId id) {
    return String.join("\n", BOUND_PURPOSE, nonce, tracker, peer.value(), id.value())
        .getBytes(UTF_8);
  }

  /// Signs a message.
  ///
  /// @throws IllegalArgumentException if the key does not fit the algorithm
  public static Signature sign(PrivateKey key, Algorithm algorithm, byte[] message) {
    try {
      java.security.Signature signature = algorithm.signature();
      signature.initSign(key);
      signature.update(message);
      return new Signature(algorithm.text, Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the key cannot sign with " + algorithm.text + ": it is of another kind", e);
    }
  }

  /// Whether a signature is that of the message by the key, with the algorithm that fits the key.
  ///
  /// @return false for whatever is wrong
  public static boolean verify(PublicKey key, Signature signature, byte[] message) {
    try {
      Algorithm algorithm = Algorithm.of(key).orElse(null);
      if (algorithm == null || !algorithm.text.equals(signature.algorithm())) {
        return false;
      }
      byte[] value = Base64.getDecoder().decode(signature.value().replaceAll("[ \t\r\n]", ""));
      java.security.Signature verifier = algorithm.signature();
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(value);
    } catch (GeneralSecurityException | RuntimeException e) {
      // Key and signature come from strangers, and providers differ in what they throw.
      return false;
    }
  }
}
