package org.ppsp.server.manage;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The JSON of the management port, from and to records.
final class Json {
  static final String TYPE = "application/json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(16).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private Json() {}

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // none of our records
    }
  }

  /// Reads a body.
  ///
  /// @throws Problem if it is not of that kind
  static <T> T read(byte[] body, Class<T> type) {
    try {
      T value = body.length == 0 ? null : MAPPER.readValue(body, type);
      if (value == null) {
        throw Problem.bad("the body must be a JSON object");
      }
      return value;
    } catch (JsonMappingException e) {
      String where =
          e.getPath().isEmpty() || e.getPath().getLast().getFieldName() == null
              ? "the body"
              : "'" + e.getPath().getLast().getFieldName() + "'";
      throw Problem.bad(where + " is not as openapi.json says");
    } catch (JsonProcessingException e) {
      throw Problem.bad("the body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is none in memory
    }
  }
}
