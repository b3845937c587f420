package org.ppsp.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Messages;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// What the codec writes is valid by `docs/ppsp-tracker.schema.json`.
class SchemaProperties {
  private static final Schema REQUEST = schema("request");
  private static final Schema RESPONSE = schema("response");

  /// The schema with requests or responses alone as what is valid.
  private static Schema schema(String kind) {
    try {
      String all = Files.readString(Path.of("..", "docs", "ppsp-tracker.schema.json"));
      String both =
          "\"oneOf\": [{ \"$ref\": \"#/$defs/request\" }, { \"$ref\": \"#/$defs/response\" }]";
      assertThat(all).contains(both);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(all.replace(both, "\"$ref\": \"#/$defs/" + kind + "\""), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Error> problems(Schema schema, byte[] bytes) {
    return schema.validate(new String(bytes, StandardCharsets.UTF_8), InputFormat.JSON);
  }

  @Provide
  Arbitrary<Request> requests() {
    return Messages.requestsOfTheRfc();
  }

  @Provide
  Arbitrary<Response> responses() {
    return Arbitraries.oneOf(Messages.responses(), Messages.combinedResponses());
  }

  @Property(
      seed = "20261122",
      tries = 200,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void request_isValid(@ForAll("requests") Request request) {
    ByteWriter out = new ByteWriter();
    new JsonCodec().encode(request, out);

    assertThat(problems(REQUEST, out.toByteArray())).isEmpty();
    assertThat(problems(RESPONSE, out.toByteArray())).isNotEmpty();
  }

  @Property(
      seed = "20261122",
      tries = 200,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void response_isValid(@ForAll("responses") Response response) {
    ByteWriter out = new ByteWriter();
    new JsonCodec().encode(response, out);

    assertThat(problems(RESPONSE, out.toByteArray())).isEmpty();
    assertThat(problems(REQUEST, out.toByteArray())).isNotEmpty();
  }

  @Example
  void regularForms_areValid() {
    for (String folder : List.of("request/regular", "request/translated", "response/regular")) {
      Schema schema = folder.startsWith("request") ? REQUEST : RESPONSE;
      for (String name : Golden.names(folder)) {
        assertThat(problems(schema, Golden.bytes(folder, name))).as(name).isEmpty();
      }
    }
  }

  /// None of the RFC's own examples keeps to its grammar.
  @Example
  void examplesOfTheRfc_areNot() {
    for (String folder : List.of("request/rfc", "response/rfc")) {
      Schema schema = folder.startsWith("request") ? REQUEST : RESPONSE;
      for (String name : Golden.names(folder)) {
        assertThat(problems(schema, Golden.bytes(folder, name))).as(name).isNotEmpty();
      }
    }
  }

  @Example
  void otherForms_areNot() {
    for (String name :
        List.of(
            "no-version",
            "version-2",
            "no-peer-id",
            "no-request-type",
            "request-type-unknown",
            "transaction-id-empty",
            "peer-id-with-a-blank",
            "connect-array",
            "peer-count-fraction",
            "address-port-0",
            "address-without-port",
            "address-leading-zero",
            "action-mode-unknown",
            "find-without-swarm",
            "stat-negative",
            "address-type-unknown")) {
      assertThat(problems(REQUEST, Golden.bytes("refused", name))).as(name).isNotEmpty();
    }
  }

  /// What reads by the letter reads what is valid, and nothing else of what the RFC has messages
  /// for: that an array of no actions is valid, and one that is not there is not, the schema says.
  @Example
  void strictCodec_readsWhatIsValid() {
    List<String> folders = new ArrayList<>(List.of("request/rfc", "request/regular"));
    folders.add("request/translated");
    Golden.LOOSE.keySet().forEach(kind -> folders.add("request/loose/" + kind));
    int refused = 0;
    for (String folder : folders) {
      for (String name : Golden.names(folder)) {
        byte[] bytes = Golden.bytes(folder, name);
        boolean isValid = isValid(bytes);
        assertThat(isReadByTheLetter(bytes)).as(folder + "/" + name).isEqualTo(isValid);
        refused += isValid ? 0 : 1;
      }
    }
    assertThat(refused).isGreaterThan(30);
  }

  @Provide
  Arbitrary<byte[]> regular() {
    return Arbitraries.of(Golden.names("request/regular"))
        .map(name -> Golden.bytes("request/regular", name));
  }

  /// Statistics of an unknown type are read (RFC 7846, section 7.1), which the schema does not
  /// know.
  @Property(seed = "20261201", tries = 3000, shrinking = ShrinkingMode.OFF)
  void mutationThatIsReadByTheLetter_isValid(
      @ForAll("regular") byte[] regular, @ForAll int place, @ForAll byte value) {
    byte[] bytes = regular.clone();
    bytes[Math.floorMod(place, bytes.length)] = value;
    String text = new String(bytes, StandardCharsets.UTF_8);

    if (isReadByTheLetter(bytes)) {
      boolean hasOtherType = text.contains("\"stat_report\"") && !text.contains("\"STREAM_STATS\"");
      assertThat(hasOtherType || isValid(bytes)).as(text).isTrue();
    }
  }

  private static boolean isValid(byte[] bytes) {
    byte[] mark = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    int from = Arrays.equals(mark, 0, 3, bytes, 0, 3) ? 3 : 0;
    return problems(REQUEST, Arrays.copyOfRange(bytes, from, bytes.length)).isEmpty();
  }

  private static boolean isReadByTheLetter(byte[] bytes) {
    try {
      return new JsonCodec(true).decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT)
          != null;
    } catch (ProtocolException e) {
      return false;
    }
  }

  @Property(
      seed = "20261122",
      tries = 500,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void request_isReadByTheLetter(@ForAll("requests") Request request) {
    ByteWriter out = new ByteWriter();
    new JsonCodec().encode(request, out);

    assertThat(isReadByTheLetter(out.toByteArray())).isTrue();
  }

  /// An answer with an error has no results.
  @Example
  void failureWithResults_isNot() {
    String ok = new String(Golden.bytes("response/regular", "find"), StandardCharsets.UTF_8);
    String failed =
        ok.replace("\"response_type\":0,\"error_code\":0", "\"response_type\":1,\"error_code\":3");

    assertThat(failed).isNotEqualTo(ok);
    assertThat(problems(RESPONSE, failed.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
  }
}
