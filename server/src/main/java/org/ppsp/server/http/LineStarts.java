package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.internal.StringUtil;
import java.util.List;

/// Looks for blanks that servers read in different ways: before a request line, before a header or
/// a trailer (`obs-fold`, RFC 9112, section 5.2), and around the size of a chunk. Netty's decoder
/// passes over them. For one connection.
final class LineStarts {
  /// Digits of a chunk's size; more are refused.
  private static final int MAX_DIGITS = 8;

  private enum Part {
    REQUEST_LINE,
    /// Headers, or trailers.
    HEADERS,
    /// A body whose length is known.
    BODY,
    CHUNK_SIZE,
    /// What stands before the next chunk's size.
    CHUNK
  }

  private Part part = Part.REQUEST_LINE;

  /// Bytes before the next chunk's size.
  private long ahead;

  /// Whether the decoder would next read a line with such a blank. A line that is not complete is
  /// looked at again when more has come.
  boolean areAmbiguous(ByteBuf in) {
    return switch (part) {
      case REQUEST_LINE -> isRequestLineAmbiguous(in);
      case HEADERS -> hasBlankStart(in, in.readerIndex());
      case CHUNK_SIZE -> isSizeAmbiguous(in);
      case BODY, CHUNK -> false;
    };
  }

  /// The decoder has consumed bytes.
  ///
  /// @param made what it has made of them
  void consumed(int bytes, List<Object> made) {
    if (part == Part.CHUNK) {
      ahead -= bytes;
      if (ahead == 0) {
        part = Part.CHUNK_SIZE;
      }
    }
    if (!made.isEmpty()) {
      if (made.getLast() instanceof LastHttpContent) {
        part = Part.REQUEST_LINE;
      } else if (made.getFirst() instanceof HttpRequest request) {
        part = HttpUtil.isTransferEncodingChunked(request) ? Part.CHUNK_SIZE : Part.BODY;
      }
    }
  }

  /// Empty lines before a request are allowed (RFC 9112, section 2.2).
  private boolean isRequestLineAmbiguous(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end && isLineEnd(in.getByte(at))) {
      at++;
    }
    if (at == end) {
      return false;
    }
    byte first = in.getByte(at);
    if (first >= 0 && first <= ' ') {
      return true;
    }
    int headers = in.indexOf(at, end, HttpConstants.LF) + 1;
    if (headers == 0) {
      return false;
    }
    part = Part.HEADERS;
    return hasBlankStart(in, headers);
  }

  /// Whether a line begins with a blank, from a line's start to the empty line.
  private static boolean hasBlankStart(ByteBuf in, int start) {
    int end = in.writerIndex();
    int at = start;
    while (at < end && !isLineEnd(in.getByte(at))) {
      if (isBlank(in.getByte(at))) {
        return true;
      }
      at = in.indexOf(at, end, HttpConstants.LF) + 1;
      if (at == 0) {
        return false;
      }
    }
    return false;
  }

  private boolean isSizeAmbiguous(ByteBuf in) {
    int start = in.readerIndex();
    int lineEnd = in.indexOf(start, in.writerIndex(), HttpConstants.LF);
    if (lineEnd < 0) {
      return in.isReadable() && isBlank(in.getByte(start));
    }
    long size = 0;
    int at = start;
    for (int digit = digit(in, at); digit >= 0; digit = digit(in, ++at)) {
      size = 16 * size + digit;
      if (at - start == MAX_DIGITS) {
        return true;
      }
    }
    if (at == start) {
      return true;
    }
    boolean blank = isBlank(in.getByte(at));
    while (isBlank(in.getByte(at))) {
      at++;
    }
    if (blank && in.getByte(at) != ';') { // before an extension it is allowed
      return true;
    }
    if (size == 0) {
      part = Part.HEADERS;
    } else {
      part = Part.CHUNK;
      ahead = lineEnd + 1 - start + size + 2;
    }
    return false;
  }

  private static int digit(ByteBuf in, int at) {
    return StringUtil.decodeHexNibble(in.getByte(at));
  }

  private static boolean isLineEnd(byte b) {
    return b == HttpConstants.CR || b == HttpConstants.LF;
  }

  private static boolean isBlank(byte b) {
    return b == HttpConstants.SP || b == HttpConstants.HT;
  }
}
