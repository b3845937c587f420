package org.ppsp.cli;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.xml.XmlCodec;

/// Messages in XML for people to read: the regular form, indented.
final class XmlText {
  private XmlText() {}

  static String of(Response answer) {
    ByteWriter regular = new ByteWriter();
    new XmlCodec().encode(answer, regular);
    StringWriter indented = new StringWriter();
    try {
      Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.INDENT, "yes");
      transformer.setOutputProperty("{http://xml.apache.org/xslt}indent-amount", "2");
      // The transformer would leave out the line break behind it.
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      transformer.transform(
          new StreamSource(new ByteArrayInputStream(regular.toByteArray())),
          new StreamResult(indented));
    } catch (TransformerException e) {
      throw new AssertionError("what the codec writes is well formed", e);
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + indented;
  }
}
