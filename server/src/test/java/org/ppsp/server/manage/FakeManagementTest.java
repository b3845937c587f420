package org.ppsp.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the scripted tracker answers is what the contract says, or tests of pages would prove
/// nothing.
class FakeManagementTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "GET, status, Status, {}",
    "GET, configuration, Configuration, {}",
    "GET, overview, Overview, {}",
    "GET, history, History, {}",
    "GET, swarms, Swarms, {}",
    "GET, swarms/news-00000, SwarmDetail, {}",
    "GET, swarms/news-00000/peers, Members, {}",
    "GET, swarms/news-00000/chunks, Chunks, {}",
    "GET, peers, Peers, {}",
    "GET, peers/peer-0-1, Session, {}",
    "POST, peers/peer-0-1/query, QueryAnswer, {}",
    "GET, quarantine, Quarantine, {}",
    "POST, explain, Explanation,"
        + " '{\"peer\":\"peer-0-1\",\"swarm\":\"news-00000\",\"about\":\"peer-0-2\"}'",
    "GET, access, Access, {}",
    "GET, log-level, LogLevel, {}",
    "POST, reload, Reload, {}"
  })
  void answers_areOfTheirSchema(String method, String path, String schema, String body)
      throws IOException {
    JsonNode answer =
        FakeFigures.large()
            .answer(method, List.of(path.split("/", -1)), Map.of(), JSON.readTree(body));
    String contract =
        """
        {"$ref": "#/components/schemas/%s", "components": %s}\
        """
            .formatted(schema, contract().path("components"));
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(contract, InputFormat.JSON)
                .validate(JSON.writeValueAsString(answer), InputFormat.JSON))
        .isEmpty();
  }

  private static JsonNode contract() throws IOException {
    try (InputStream in = Management.class.getResourceAsStream("openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    }
  }
}
