package org.ppsp.protocol.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.io.Stax2ByteArraySource;

/// The scanner takes and refuses what Woodstox does, and sees the same tags and texts in it.
class ScannerProperties {
  private static final XMLInputFactory2 WOODSTOX = woodstox();
  private static final Map<Boolean, Integer> TAKEN = new HashMap<>();

  /// What we refuse although Woodstox takes it.
  private static final Pattern OURS = Pattern.compile("encoding|declar|DOCTYPE|not valid UTF-16");

  /// What we take, by XML's fifth edition, although Woodstox, by an older one, refuses it: version
  /// 1.7, and names of characters that are newer.
  private static final Pattern DIFFERS =
      Pattern.compile("xml version|'version' value|\\(code [0-9]{3,}");

  private static XMLInputFactory2 woodstox() {
    XMLInputFactory2 factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(WstxInputProperties.P_MIN_TEXT_SEGMENT, 1);
    return factory;
  }

  @AfterContainer
  static void bothCases_wereTried() {
    assertThat(TAKEN).hasSize(2);
    assertThat(TAKEN.values()).allMatch(n -> n > 300);
  }

  /// Documents put together of pieces that fit often enough.
  @Provide
  Arbitrary<byte[]> documents() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "<a>",
            "<a>",
            "</a>",
            "</a>",
            "<b/>",
            "<b />",
            "<a x='1'>",
            "<b x=\"&lt;\ty\r\n\"/>",
            "<b x='1' y='2'/>",
            "<b x='1' x='2'/>",
            "<b x='1'y='2'/>",
            "<b x=1/>",
            "<b x='<'/>",
            "<b x='>&quot;'/>",
            "text",
            " ",
            "\r\n",
            "\r",
            "\n",
            "&amp;",
            "&lt;&gt;",
            "&#65;",
            "&#x1F600;",
            "&#0;",
            "&#xD800;",
            "&x;",
            "&",
            "]]>",
            "]]",
            ">",
            "<![CDATA[<&]]]]>",
            "<![CDATA[\r]]>",
            "<![CDATA[",
            "<!-- c -->",
            "<!-- c -- -->",
            "<!--->",
            "<!---->",
            "<?p?>",
            "<?p i?>",
            "<?p i? >?>",
            "<?xml version='1.0'?>",
            "<?XmL x?>",
            "<?p",
            "ä€",
            "😀",
            "\u0001",
            "\ufffe",
            "\u0085",
            "<ä/>",
            "<a·/>",
            "<·a/>",
            "<a:b/>",
            "<_-./>",
            "<-a/>",
            "< a/>",
            "<a",
            "</a >",
            "</ a>",
            "<a/",
            "<a / >",
            "<!x>",
            "<x\n>",
            "</x\t>",
            "<e x='\u00a0'></e>",
            "<e\u00a0/>");
    return pieces
        .list()
        .ofMaxSize(8)
        .map(list -> ("<a>" + String.join("", list) + "</a>").getBytes(UTF_8));
  }

  @Provide
  Arbitrary<byte[]> goldens() {
    List<byte[]> all = new ArrayList<>();
    for (String folder :
        List.of("request/loose", "request/regular", "response/regular", "request/stat-query")) {
      Golden.names(folder).forEach(name -> all.add(Golden.bytes(folder, name)));
    }
    Slides.REQUESTS.forEach(slide -> all.add(Slides.message(slide)));
    return Arbitraries.of(all);
  }

  @Property(
      seed = "20261122",
      tries = 4000,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void document_isSeenAsWoodstoxSeesIt(@ForAll("documents") byte[] bytes) {
    compare(bytes);
  }

  @Property(
      seed = "20261122",
      tries = 1500,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void mutation_isSeenAsWoodstoxSeesIt(
      @ForAll("goldens") byte[] golden, @ForAll int place, @ForAll byte value) {
    byte[] bytes = golden.clone();
    bytes[Math.floorMod(place, bytes.length)] = value;
    compare(bytes);
  }

  @Example
  void goldenFiles_areSeenAsWoodstoxSeesThem() {
    for (String folder :
        List.of(
            "request/regular",
            "request/stat-query",
            "request/loose",
            "response/regular",
            "refused")) {
      for (String name : Golden.names(folder)) {
        compare(Golden.bytes(folder, name));
      }
    }
    Slides.REQUESTS.forEach(slide -> compare(Slides.message(slide)));
  }

  private static void compare(byte[] bytes) {
    if (bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0)) {
      return; // UTF-16 without a byte order mark, which Woodstox takes with a declaration only
    }
    List<String> ours = new ArrayList<>();
    String why = null;
    try {
      scan(bytes, ours);
    } catch (XmlException e) {
      why = e.reason();
    }
    if (why != null && OURS.matcher(why).find()) {
      return;
    }
    TAKEN.merge(why == null, 1, Integer::sum);
    List<String> theirs = new ArrayList<>();
    String theirWhy = null;
    try {
      walk(bytes, theirs);
    } catch (XMLStreamException | RuntimeException e) {
      theirWhy = String.valueOf(e.getMessage());
    }
    if (theirWhy != null && DIFFERS.matcher(theirWhy).find()) {
      return;
    }
    String document = new String(bytes, UTF_8);
    if (why == null) {
      assertThat(theirWhy).as(document).isNull();
      assertThat(ours).as(document).isEqualTo(theirs);
    } else {
      assertThat(theirWhy).as("refused: %s%n%s", why, document).isNotNull();
    }
  }

  private static void scan(byte[] bytes, List<String> events) throws XmlException {
    XmlScanner xml = new XmlScanner(XmlInput.of(bytes, 0, bytes.length));
    StringBuilder text = new StringBuilder();
    for (XmlScanner.Token token = xml.next(); token != XmlScanner.Token.EOF; token = xml.next()) {
      switch (token) {
        case START -> {
          flush(text, events);
          events.add("<" + xml.name() + " " + xml.attribute("x".getBytes(UTF_8)));
        }
        case END -> {
          flush(text, events);
          events.add(">");
        }
        case TEXT -> text.append(xml.text());
        case EOF -> throw new AssertionError();
      }
    }
  }

  private static void walk(byte[] bytes, List<String> events) throws XMLStreamException {
    XMLStreamReader reader =
        WOODSTOX.createXMLStreamReader(new Stax2ByteArraySource(bytes, 0, bytes.length));
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          flush(text, events);
          events.add("<" + reader.getLocalName() + " " + reader.getAttributeValue(null, "x"));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          flush(text, events);
          events.add(">");
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.PROCESSING_INSTRUCTION -> reader.getPIData();
        case XMLStreamConstants.COMMENT -> reader.getText();
        case XMLStreamConstants.ENTITY_REFERENCE -> throw new XMLStreamException("entity");
        default -> {}
      }
    }
  }

  private static void flush(StringBuilder text, List<String> events) {
    if (!text.isEmpty()) {
      events.add(text.toString());
      text.setLength(0);
    }
  }
}
