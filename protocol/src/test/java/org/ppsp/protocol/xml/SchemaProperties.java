package org.ppsp.protocol.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Messages;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.xml.sax.SAXException;

/// What the codec writes is valid by `docs/ppsp-tracker.xsd`.
class SchemaProperties {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaFactory.newDefaultInstance()
          .newSchema(Path.of("..", "docs", "ppsp-tracker.xsd").toFile());
    } catch (SAXException e) {
      throw new AssertionError(e);
    }
  }

  private static void validate(byte[] bytes) throws SAXException, IOException {
    Validator validator = SCHEMA.newValidator();
    validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    validator.validate(new StreamSource(new ByteArrayInputStream(bytes)));
  }

  /// The JDK's validator counts characters beyond U+FFFF twice when it checks a length.
  private static byte[] narrowed(String text) {
    return text.replaceAll("[\\x{10000}-\\x{10ffff}]", "€").getBytes(UTF_8);
  }

  @Provide
  Arbitrary<Request> requests() {
    return Messages.requests();
  }

  @Provide
  Arbitrary<Response> responses() {
    return Arbitraries.oneOf(Messages.responses(), Messages.combinedResponses());
  }

  @Property(
      seed = "20261122",
      tries = 40,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void request_isValid(@ForAll("requests") Request request) throws SAXException, IOException {
    ByteWriter out = new ByteWriter();
    new XmlCodec().encode(request, out);
    validate(narrowed(out.toString()));
  }

  @Property(
      seed = "20261122",
      tries = 40,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void response_isValid(@ForAll("responses") Response response) throws SAXException, IOException {
    ByteWriter out = new ByteWriter();
    new XmlCodec().encode(response, out);
    validate(narrowed(out.toString()));
  }

  @Example
  void regularForms_areValid() throws SAXException, IOException {
    for (String folder : List.of("request/regular", "response/regular")) {
      assertThat(Golden.names(folder)).isNotEmpty();
      for (String name : Golden.names(folder)) {
        validate(Golden.bytes(folder, name));
      }
    }
  }

  @Example
  void otherForms_areNot() {
    for (String name : List.of("no-peer-id", "unknown-method", "no-version", "peer-mode")) {
      assertThatThrownBy(() -> validate(Golden.bytes("refused", name)))
          .as(name)
          .isInstanceOf(SAXException.class);
    }
  }
}
