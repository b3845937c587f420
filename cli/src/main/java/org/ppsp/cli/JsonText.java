package org.ppsp.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.json.JsonCodec;

/// Messages in JSON for people: an element a line.
final class JsonText {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonText() {}

  static String of(Response answer) {
    ByteWriter out = new ByteWriter();
    new JsonCodec().encode(answer, out);
    try {
      return MAPPER
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(MAPPER.readTree(out.toString()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("what the codec writes can be read", e);
    }
  }
}
