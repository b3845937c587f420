package org.ppsp.server.http;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.SessionToken;

/// One request and its answer, from what the head of the request says. Immutable.
///
/// @param codec reads the request
/// @param answerCodec writes the answer
/// @param method the method, `POST` but for what is refused
/// @param target what the first line says is asked for
/// @param authorization the header `Authorization`, or null
/// @param session the token in the header, or null
/// @param badSession whether there is such a header that holds no token, or two of them
/// @param problem what is wrong with the head, or null
/// @param atOnce whether the problem is answered before the body, which is then not read
/// @param expectsContinue whether the client waits with the body to be told to go on
/// @param keepAlive whether the client wants the connection to stay
/// @param http10 whether it speaks HTTP/1.0
/// @param headOnly whether it asked HEAD, whose answer has no body
/// @param headers all of its headers
/// @param cors what its answer tells a browser
record Exchange(
    Codec codec,
    Codec answerCodec,
    String method,
    String target,
    @Nullable String authorization,
    @Nullable SessionToken session,
    boolean badSession,
    @Nullable Answer problem,
    boolean atOnce,
    boolean expectsContinue,
    boolean keepAlive,
    boolean http10,
    boolean headOnly,
    HttpHeaders headers,
    Cors cors) {
  private static final AsciiString SITE = AsciiString.cached("Sec-Fetch-Site");

  /// What stands in for a request whose head could not be read.
  static Exchange unread(Codec codec) {
    return new Exchange(
        codec,
        codec,
        "",
        "",
        null,
        null,
        false,
        null,
        true,
        false,
        false,
        false,
        false,
        EmptyHttpHeaders.INSTANCE,
        Cors.NONE);
  }

  /// The same with an answer that does not depend on the body, unless there is one already.
  Exchange answered(Answer answer) {
    return problem != null
        ? this
        : new Exchange(
            codec,
            answerCodec,
            method,
            target,
            authorization,
            session,
            badSession,
            answer,
            expectsContinue,
            expectsContinue,
            keepAlive,
            http10,
            headOnly,
            headers,
            cors);
  }

  /// Judges the head of a request.
  ///
  /// @param maySayHttps see [Framing#fault]
  static Exchange of(
      HttpRequest request, MediaTypes types, WebSettings web, int maxBody, boolean maySayHttps) {
    HttpHeaders headers = request.headers();
    Cors cors = Cors.of(web, headers.get(HttpHeaderNames.ORIGIN));
    boolean http10 = Framing.isHttp10(request);
    Codec codec = types.find(headers.get(HttpHeaderNames.CONTENT_TYPE));
    Answer problem = framingProblem(request, maxBody, maySayHttps);
    boolean atOnce = problem != null;
    boolean expects = false;
    if (headers.contains(HttpHeaderNames.EXPECT) && problem == null && !http10) {
      expects = areAll(headers, HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
      if (!expects) {
        atOnce = true;
        problem =
            Answer.bad(
                HttpResponseStatus.EXPECTATION_FAILED,
                "the only expectation that can be met is 100-continue");
      }
    }
    if (problem == null) {
      problem = problem(request, headers, codec, types, cors);
      atOnce = expects && problem != null;
    }
    boolean hasSession = headers.contains(SessionToken.HEADER);
    SessionToken session = hasSession ? session(headers) : null;
    return new Exchange(
        codec == null ? types.standard() : codec,
        types.answer(accept(headers), codec),
        request.method().name(),
        request.uri(),
        headers.get(HttpHeaderNames.AUTHORIZATION),
        session,
        hasSession && session == null,
        problem,
        atOnce,
        expects,
        HttpUtil.isKeepAlive(request),
        http10,
        request.method().equals(HttpMethod.HEAD),
        headers,
        cors);
  }

  /// What several headers say is what one would (RFC 9110, section 5.3).
  private static @Nullable String accept(HttpHeaders headers) {
    String first = headers.get(HttpHeaderNames.ACCEPT);
    return first == null || !Framing.isRepeated(headers, HttpHeaderNames.ACCEPT)
        ? first
        : String.join(",", headers.getAll(HttpHeaderNames.ACCEPT));
  }

  /// The token that all headers of that name agree on; null if they do not, or one has none.
  private static @Nullable SessionToken session(HttpHeaders headers) {
    SessionToken session = null;
    try {
      for (var texts = headers.valueStringIterator(SessionToken.HEADER); texts.hasNext(); ) {
        SessionToken token = SessionToken.parse(texts.next());
        if (session != null && !session.equals(token)) {
          return null;
        }
        session = token;
      }
      return session;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// What makes it unclear or unbearable how long the request is.
  private static @Nullable Answer framingProblem(
      HttpRequest request, int maxBody, boolean maySayHttps) {
    Framing.Fault fault = Framing.fault(request, maySayHttps);
    if (fault != null) {
      return Answer.bad(fault.status(), fault.detail());
    }
    if (HttpUtil.getContentLength(request, 0L) > maxBody) {
      return tooLarge(maxBody);
    }
    return null;
  }

  private static @Nullable Answer problem(
      HttpRequest request,
      HttpHeaders headers,
      @Nullable Codec codec,
      MediaTypes types,
      Cors cors) {
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null && Framing.isRepeated(headers, HttpHeaderNames.ORIGIN)) {
      return Answer.bad(HttpResponseStatus.BAD_REQUEST, "there must be one header Origin at most");
    }
    if (request.method().equals(HttpMethod.OPTIONS)
        && origin != null
        && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
      return cors.origin() == null ? Answer.foreignPage(origin) : Answer.PREFLIGHT;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      String post = "messages to the tracker are sent with POST";
      return Framing.isKnown(request.method())
          ? Answer.bad(HttpResponseStatus.METHOD_NOT_ALLOWED, post).cure(Answer.Cure.METHOD)
          : Answer.bad(HttpResponseStatus.NOT_IMPLEMENTED, "HTTP has no such method; " + post);
    }
    if (headers.contains(HttpHeaderNames.CONTENT_ENCODING) && !Framing.isUncoded(headers)) {
      return Answer.bad(
              HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
              "the only Content-Encoding that is accepted is identity; send the message"
                  + " uncompressed")
          .cure(Answer.Cure.CODING);
    }
    if (headers.contains(HttpHeaderNames.AUTHORIZATION)
        && Framing.isRepeated(headers, HttpHeaderNames.AUTHORIZATION)) {
      return Answer.bad(
          HttpResponseStatus.BAD_REQUEST, "there must be one header Authorization at most");
    }
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (type != null && !areAll(headers, HttpHeaderNames.CONTENT_TYPE, type)) {
      return Answer.bad(
          HttpResponseStatus.BAD_REQUEST,
          "there are two different headers Content-Type; send one of them");
    }
    if (codec == null) {
      return Answer.bad(
              HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
              "Content-Type must be one of " + types.list())
          .cure(Answer.Cure.types(types.list()));
    }
    if (!types.reads(type, codec)) {
      return Answer.bad(
              HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
              "the charset of %s must be %s"
                  .formatted(codec.mediaType(), String.join(" or ", codec.charsets())))
          .cure(Answer.Cure.types(types.list()));
    }
    return null;
  }

  /// The answer to a body over the limit.
  static Answer tooLarge(int maxBody) {
    return Answer.bad(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        "a message may have " + maxBody + " bytes at most");
  }

  /// The host and port that the client means: those of the target where it has them, as proxies are
  /// asked (RFC 9112, section 3.2.2), otherwise the header's.
  @Nullable String host() {
    String authority = RequestTarget.authority(target);
    return authority == null ? headers.get(HttpHeaderNames.HOST) : authority;
  }

  @Nullable String origin() {
    return headers.get(HttpHeaderNames.ORIGIN);
  }

  /// What the browser says of where a page stands that sends it, or null.
  @Nullable String site() {
    return headers.get(SITE);
  }

  /// Whether all headers of a name, if there are any, have that value.
  private static boolean areAll(HttpHeaders headers, CharSequence name, CharSequence value) {
    for (var texts = headers.valueStringIterator(name); texts.hasNext(); ) {
      if (!AsciiString.contentEqualsIgnoreCase(texts.next().strip(), value)) {
        return false;
      }
    }
    return true;
  }
}
