package org.vosfs.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One recorded exchange with a real service.
 *
 * @param title what its recorder called it
 * @param head request line and headers
 * @param body request body; empty where none was recorded
 * @param status of the reply
 * @param replyHead status line and headers of the reply
 * @param reply body of the reply; null where it was not recorded
 */
public record Recording(
    String title,
    String method,
    String target,
    String head,
    String body,
    int status,
    String replyHead,
    @Nullable String reply) {
  private static final Pattern REQUEST =
      Pattern.compile("(?m)^(GET|HEAD|PUT|POST|DELETE|OPTIONS|PATCH) (\\S+) HTTP/1.1$");
  private static final Pattern STATUS = Pattern.compile("HTTP/1.1 (\\d+)");

  /** All exchanges of a recorded file, such as {@code vault/02-create.txt}. */
  public static List<Recording> read(String resource) throws IOException {
    String text;
    try (InputStream in = Recording.class.getResourceAsStream("/wire/" + resource)) {
      if (in == null) {
        throw new IOException("no recording " + resource);
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Recording> result = new ArrayList<>();
    for (String part : text.split("(?m)^########", -1)) {
      Recording recording = parse(part);
      if (recording != null) {
        result.add(recording);
      }
    }
    return result;
  }

  private static @Nullable Recording parse(String part) {
    Matcher request = REQUEST.matcher(part);
    int middle = part.indexOf("-------- response");
    if (middle < 0 || !request.find()) {
      return null;
    }
    String sent = part.substring(0, middle);
    String got = part.substring(middle);
    int sentBody = sent.indexOf("[request body]\n");
    int gotBody = got.indexOf("[response body]\n");
    String gotHead = got.replaceAll("(?s)\\[response body.*", "");
    Matcher status = STATUS.matcher(gotHead);
    int code = 0;
    while (status.find()) {
      code = Integer.parseInt(status.group(1));
    }
    return new Recording(
        part.substring(0, part.indexOf('\n')).strip(),
        request.group(1),
        request.group(2),
        sentBody < 0 ? sent : sent.substring(0, sentBody),
        sentBody < 0 ? "" : sent.substring(sentBody + 15).stripTrailing(),
        code,
        gotHead,
        gotBody < 0 ? null : unchunked(got.substring(gotBody + 16).strip()));
  }

  /** Some recorders kept the chunk lengths. */
  private static String unchunked(String body) {
    return body.matches("(?s)[0-9a-f]+\\s+<\\?xml.*")
        ? body.replaceAll("(?m)^[0-9a-f]+\\s*$\\n?", "").strip()
        : body;
  }

  /** A request header, or null. */
  @Nullable String header(String name) {
    return find(head, name);
  }

  /** A header of the reply, or null. */
  public @Nullable String replyHeader(String name) {
    return find(replyHead, name);
  }

  private static @Nullable String find(String head, String name) {
    Matcher m = Pattern.compile("(?mi)^" + name + ": ?(.*)$").matcher(head);
    return m.find() ? m.group(1).strip() : null;
  }

  /** Bytes of the request body announced; -1 when chunked, 0 without one. */
  long announced() {
    String length = header("Content-Length");
    return length != null ? Long.parseLong(length) : header("Transfer-Encoding") == null ? 0 : -1;
  }
}
