package org.ppsp.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ctc.wstx.stax.WstxInputFactory;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.io.Stax2ByteArraySource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.xml.XmlCodec;

/// Reading requests: the codec, and what other parsers take only to walk over the same bytes and
/// hand over the texts.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class XmlDecodeBenchmark {
  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PPSPTrackerProtocol version=\"1.0\">\n";

  /// Which message: `find` of 317 bytes, or `joinChunk` of 397.
  @Param({"find", "joinChunk"})
  public String message = "find";

  private final XmlCodec codec = new XmlCodec();
  private final XMLInputFactory2 aalto = configured(new InputFactoryImpl());
  private final XMLInputFactory2 woodstox = configured(new WstxInputFactory());
  private byte[] bytes = {};

  private static XMLInputFactory2 configured(XMLInputFactory2 factory) {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.configureForSpeed();
    return factory;
  }

  /// Makes the message.
  @Setup
  public void setUp() {
    String find =
        """
          <Method>FIND</Method>
          <TransactionID>12345</TransactionID>
          <PeerID>peer-000123</PeerID>
          <SwarmID>swarm-0042</SwarmID>
          <Peernum>30</Peernum>
          <Stats>
            <Stat property="UploadBandwidth">600</Stat>
          </Stats>
        """;
    String joinChunk =
        """
          <Method>JOIN_CHUNK</Method>
          <TransactionID>12345</TransactionID>
          <PeerID>peer-000123</PeerID>
          <SwarmID>swarm-0042</SwarmID>
          <ExpireTime>3600</ExpireTime>
          <PeerMode>LEECH</PeerMode>
          <ChunkID>0-1023 2048 4096-5119 8192 9000-9100 10000</ChunkID>
          <Stats>
            <Stat property="UploadBandwidth">600</Stat>
          </Stats>
        """;
    String text = message.equals("find") ? find : joinChunk;
    bytes = (HEAD + text + "</PPSPTrackerProtocol>\n").getBytes(UTF_8);
  }

  /// Reads the request.
  @Benchmark
  public Request codec() throws ProtocolException {
    return codec.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
  }

  /// Walks over it with Aalto.
  @Benchmark
  public int aalto() throws XMLStreamException {
    return walk(aalto);
  }

  /// Walks over it with Woodstox.
  @Benchmark
  public int woodstox() throws XMLStreamException {
    return walk(woodstox);
  }

  private int walk(XMLInputFactory2 factory) throws XMLStreamException {
    XMLStreamReader reader =
        factory.createXMLStreamReader(new Stax2ByteArraySource(bytes, 0, bytes.length));
    int length = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> length += reader.getLocalName().length();
        case XMLStreamConstants.CHARACTERS -> length += reader.getText().length();
        default -> {}
      }
    }
    reader.close();
    return length;
  }
}
