package org.ppsp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7846 over HTTP, against a whole server.
class JsonTest {
  private static final String JSON = "application/ppsp-tracker+json";
  private static final String XML = "application/ppsp-tracker+xml";
  private static final String JOIN =
      "'connect':{'swarm_action':[{'swarm_id':'m','action':'JOIN','peer_mode':'LEECH'}]}";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server = start(Map.of("manage.listen", "none", "listen", "127.0.0.1:0"));
  }

  private static Server start(Map<String, String> options) throws Exception {
    return Server.start(Configuration.load(null, Map.of(), options));
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private static String message(String type, String id, String peer, String rest) {
    String comma = rest.isEmpty() ? "" : ",";
    return ("{'PPSPTrackerProtocol':{'version':1,'request_type':'%s','transaction_id':'%s',"
            + "'peer_id':'%s'%s%s}}")
        .formatted(type, id, peer, comma, rest)
        .replace('\'', '"');
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url().resolve(path)).POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> json(String body) throws Exception {
    return post("/", body, "Content-Type", JSON);
  }

  private static JsonNode root(HttpResponse<String> answer) throws Exception {
    return MAPPER.readTree(answer.body()).get("PPSPTrackerProtocol");
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "ne-NP"})
  void answers_haveTheDigitsOfJson_whereTheHostHasOthers(String tag) throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      assertThat(json(message("CONNECT", "1", "alice", JOIN)).body())
          .contains("\"response_type\":0,\"error_code\":0,");
      HttpResponse<String> refused = json("{,");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("\"error_code\":1,", "(line 1, byte 2)");
      assertThat(post("/", "<", "Content-Type", "application/xml").body())
          .matches("\\p{ASCII}*")
          .contains("code=\"1\"");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void connect_registersAndGivesATokenInTheHeader() throws Exception {
    HttpResponse<String> answer = json(message("CONNECT", "12345.0", "alice", JOIN));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(JSON);
    String token = answer.headers().firstValue("PPSP-Session").orElseThrow();
    JsonNode root = root(answer);
    assertThat(root.get("version").intValue()).isEqualTo(1);
    assertThat(root.get("response_type").intValue()).isZero();
    assertThat(root.get("error_code").intValue()).isZero();
    assertThat(root.get("transaction_id").textValue()).isEqualTo("12345.0");
    assertThat(root.at("/peer_addr/type").textValue()).isEqualTo("REFLEXIVE");
    assertThat(root.at("/peer_addr/ip_address/address").textValue()).isEqualTo("127.0.0.1");
    assertThat(root.get("swarm_result").isArray()).isTrue();
    assertThat(root.at("/swarm_result/0/peer_group/peer_info").isArray()).isTrue();
    assertThat(
            post(
                    "/",
                    message("STAT_REPORT", "2", "alice", ""),
                    "Content-Type",
                    JSON,
                    "PPSP-Session",
                    token)
                .statusCode())
        .isEqualTo(200);
    assertThat(
            post(
                    "/",
                    message("STAT_REPORT", "3", "alice", ""),
                    "Content-Type",
                    JSON,
                    "PPSP-Session",
                    "0".repeat(32))
                .statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/video_1", "/a/b?c=d&e", "/?x"})
  void anyPathAndQuery_areTolerated(String path) throws Exception {
    assertThat(
            post(path, message("CONNECT", "1", "alice", JOIN), "Content-Type", JSON).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "application/ppsp-tracker+json, 200, application/ppsp-tracker+json",
    "application/json, 200, application/ppsp-tracker+json",
    "'Application/JSON; Charset=\"UTF-8\"', 200, application/ppsp-tracker+json",
    "application/json;charset=utf-8;x=y, 200, application/ppsp-tracker+json",
    "application/json;charset=us-ascii, 200, application/ppsp-tracker+json",
    "application/json;charset=koi8-r, 415, application/ppsp-tracker+json",
    "application/json;charset=utf-16, 415, application/ppsp-tracker+json",
    "text/json, 415, application/ppsp-tracker+xml",
    "application/ppsp-tracker+xml, 400, application/ppsp-tracker+xml"
  })
  void contentType_picksTheCodec(String type, int status, String answered) throws Exception {
    HttpResponse<String> answer =
        post("/", message("CONNECT", "1", "alice", JOIN), "Content-Type", type);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(type(answer)).isEqualTo(answered);
  }

  @ParameterizedTest
  @CsvSource({
    "*/*, json",
    "application/ppsp-tracker+json, json",
    "application/ppsp-tracker+xml, xml",
    "application/xml, xml",
    "'text/html, application/xml;q=0.9, */*;q=0.8', xml",
    "'application/xml;q=0.5, application/json', json",
    "'application/json;q=0.5, application/xml;q=0.8', xml",
    "'application/json, application/xml', json",
    "'application/xml, application/*', json",
    "application/xml;q=0, json",
    "'application/json;q=0, */*', xml",
    "'application/xml;q=0.5, application/*;q=0.2, */*;q=0.8', xml",
    "'application/json;q=0, text/xml;q=0.1', xml",
    "application/xml;q=much, json",
    "application/ppsp-tracker+json;q=0, xml",
    "application/json;q=0.000, xml",
    "'application/ppsp-tracker+json;q=0, application/json', xml",
    "'text/*;q=0.9, application/*;q=0.1', xml",
    "'*/*;q=0', json",
    "'application/xml;x=\"a, b;q=0\"', xml",
    "'application/xml;x=\"a;q=0\";q=0.5, application/json;q=0.4', xml",
    "'application/json;q=0.2, application/xml;q=0.9;x=\"', json",
    "'application/xml;q=1.5', json",
    "image/png, json",
    "'', json",
    "';;,,;q=', json"
  })
  void accept_picksTheAnswersEncoding(String accept, String encoding) throws Exception {
    String message = message("CONNECT", "1", "alice", JOIN);
    HttpResponse<String> answer = post("/", message, "Content-Type", JSON, "Accept", accept);
    assertThat(type(answer)).isEqualTo("application/ppsp-tracker+" + encoding);
    assertThat(answer.body()).startsWith(encoding.equals("xml") ? "<?xml" : "{");
    HttpResponse<String> error = post("/", "{", "Content-Type", JSON, "Accept", accept);
    assertThat(error.statusCode()).isEqualTo(400);
    assertThat(type(error)).isEqualTo("application/ppsp-tracker+" + encoding);
  }

  @Test
  void xmlRequest_isAnsweredInJsonForThoseWhoWantThat() throws Exception {
    String connect =
        "<PPSPTrackerProtocol version=\"1.0\"><Method>CONNECT</Method>"
            + "<TransactionID>7</TransactionID><PeerID>bob</PeerID></PPSPTrackerProtocol>";
    HttpResponse<String> answer =
        post("/", connect, "Content-Type", XML, "Accept", "application/json");
    assertThat(type(answer)).isEqualTo(JSON);
    assertThat(root(answer).get("transaction_id").textValue()).isEqualTo("7");
    assertThat(root(answer).get("keepalive_interval").intValue()).isEqualTo(30);
    assertThat(answer.headers().firstValue("PPSP-Session")).isPresent();
    HttpResponse<String> unknown =
        post("/", "?", "Content-Type", "text/plain", "Accept", "application/json");
    assertThat(unknown.statusCode()).isEqualTo(415);
    assertThat(type(unknown)).isEqualTo(JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | 400 | 1",
        "[] | 400 | 1",
        "{'PPSPTrackerProtocol':{'version':2,'request_type':'FIND','transaction_id':'t'}} | 400 |"
            + " 2",
        "{'PPSPTrackerProtocol':{'version':1,'request_type':'FLY','transaction_id':'t'}} | 400 | 1",
        "{'PPSPTrackerProtocol':{'version':1,'request_type':'STAT_REPORT','transaction_id':'t','peer_id':'x'}}"
            + " | 403 | 3",
        "{'PPSPTrackerProtocol':{'version':1,'request_type':'FIND','transaction_id':'t','peer_id':'x','find':{'swarm_id':'s'}}}"
            + " | 403 | 3"
      })
  void error_hasItsCodeHttpStatusAndTransaction(String body, int http, int code) throws Exception {
    HttpResponse<String> answer = json(body.strip().replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(http);
    assertThat(type(answer)).isEqualTo(JSON);
    JsonNode root = root(answer);
    assertThat(root.get("response_type").intValue()).isEqualTo(1);
    assertThat(root.get("error_code").intValue()).isEqualTo(code);
    assertThat(root.get("transaction_id").textValue()).isEqualTo(body.contains("'t'") ? "t" : "");
    assertThat(root.has("peer_addr")).isFalse();
    assertThat(root.has("swarm_result")).isFalse();
    assertThat(root.get("reason").textValue()).isNotBlank();
  }

  @Test
  void httpErrors_areInJson() throws Exception {
    HttpResponse<String> get =
        http.send(
            HttpRequest.newBuilder(server.url()).header("Accept", JSON).build(),
            BodyHandlers.ofString());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
    assertThat(root(get).get("error_code").intValue()).isEqualTo(1);
    HttpResponse<String> large = json(" ".repeat(70_000));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(type(large)).isEqualTo(JSON);
  }

  @Test
  void strictSwitch_isTheConfigurations() throws Exception {
    String seed = JOIN.replace("LEECH", "SEEDER");
    assertThat(json(message("CONNECT", "1", "alice", JOIN)).statusCode()).isEqualTo(200);
    assertThat(json(message("CONNECT", "2", "alice", seed)).statusCode()).isEqualTo(200);
    server.close();
    server =
        start(
            Map.of(
                "manage.listen", "none", "listen", "127.0.0.1:0", "tracker.strictRfc7846", "true"));
    assertThat(json(message("CONNECT", "1", "alice", JOIN)).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = json(message("CONNECT", "2", "alice", seed));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(root(refused).get("error_code").intValue()).isEqualTo(3);
  }

  @Test
  void list_hasOneAddressAPeer_ofAFamilyThatTheAskerHas() throws Exception {
    String v4 = address("ipv4", "198.51.100.7", 1);
    String v6 = address("ipv6", "2001:db8::7", 9);
    String join = "'swarm_action':{'swarm_id':'m','action':'JOIN','peer_mode':'SEEDER'}";
    var _ =
        json(
            message(
                "CONNECT",
                "1",
                "both",
                "'connect':{'peer_addr':[" + v4 + "," + v6 + "]," + join + "}"));
    assertThat(listed("four", "")).isEqualTo("198.51.100.7");
    assertThat(listed("six", "'peer_addr':" + v6 + ",")).isEqualTo("2001:db8::7");
  }

  private static String address(String type, String address, int priority) {
    return ("{'ip_address':{'address_type':'%s','address':'%s'},'port':80,'priority':%s,"
            + "'type':'HOST'}")
        .formatted(type, address, priority);
  }

  private String listed(String peer, String given) throws Exception {
    JsonNode root =
        root(
            json(
                message(
                    "CONNECT",
                    "1",
                    peer,
                    "'connect':{"
                        + given
                        + "'peer_num':{'peer_count':1},'swarm_action':{'swarm_id':'m',"
                        + "'action':'JOIN','peer_mode':'SEEDER'}}")));
    var _ =
        json(
            message(
                "CONNECT",
                "2",
                peer,
                "'connect':{'swarm_action':{'swarm_id':'m','action':'LEAVE'}}"));
    return root.at("/swarm_result/0/peer_group/peer_info/0/peer_addr/ip_address/address")
        .textValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'conect':{}", "'connect':null", "'connect':{'swarm_actions':[]}"})
  void connectThatNamesNoSwarm_isError1_andRegistersNobody(String connect) throws Exception {
    HttpResponse<String> answer = json(message("CONNECT", "1", "alice", connect));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(root(answer).get("error_code").intValue()).isEqualTo(1);
    assertThat(root(answer).get("transaction_id").textValue()).isEqualTo("1");
    assertThat(root(answer).get("reason").textValue()).contains("is missing");
    assertThat(answer.headers().firstValue("PPSP-Session")).isEmpty();
    assertThat(json(message("STAT_REPORT", "2", "alice", "")).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'connect':{'swarm_action':[]}", JOIN})
  void connectWithAnArrayOfActions_registers_byTheLetterToo(String connect) throws Exception {
    for (String strict : List.of("false", "true")) {
      restart(strict);
      assertThat(json(message("CONNECT", "1", "alice", connect)).statusCode()).isEqualTo(200);
      assertThat(json(message("STAT_REPORT", "2", "alice", "")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void liberty_isRefusedByTheLetter() throws Exception {
    String loose = JOIN.replace(",'peer_mode':'LEECH'", "");
    assertThat(json(message("CONNECT", "1", "alice", loose)).statusCode()).isEqualTo(200);

    restart("true");

    HttpResponse<String> answer = json(message("CONNECT", "1", "alice", loose));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(root(answer).get("error_code").intValue()).isEqualTo(1);
    assertThat(root(answer).get("reason").textValue())
        .isEqualTo(
            "swarm_action: the member peer_mode is missing; this tracker reads RFC 7846 by the"
                + " letter");
    assertThat(json(message("STAT_REPORT", "2", "alice", "")).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void reportOfAnUnknownType_isPassedOver(String strict) throws Exception {
    restart(strict);
    assertThat(json(message("CONNECT", "1", "alice", JOIN)).statusCode()).isEqualTo(200);

    HttpResponse<String> answer =
        json(
            message(
                "STAT_REPORT",
                "2",
                "alice",
                "'stat_report':{'type':'CHUNK_STATS','stat':[{'swarm_id':'m','chunks':[1,9]}]}"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(root(answer).get("error_code").intValue()).isZero();
    assertThat(root(answer).get("swarm_result").toString())
        .isEqualTo("[{\"swarm_id\":\"m\",\"result\":0}]");
  }

  private void restart(String strict) throws Exception {
    server.close();
    server =
        start(
            Map.of(
                "manage.listen", "none",
                "listen", "127.0.0.1:0",
                "tracker.strictRfc7846", strict));
  }

  @Test
  void curl_worksWithTheRfcsOwnRequest() throws Exception {
    URI url = server.url().resolve("/video_1");
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sS",
                "-H",
                "Content-Type: application/ppsp-tracker+json",
                "--data-binary",
                message("CONNECT", "12345", "656164657220", JOIN),
                url.toString())
            .redirectErrorStream(true)
            .start();
    String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor()).isZero();
    assertThat(MAPPER.readTree(answer).at("/PPSPTrackerProtocol/error_code").intValue()).isZero();
  }
}
