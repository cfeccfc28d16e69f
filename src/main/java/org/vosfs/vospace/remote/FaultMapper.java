package org.vosfs.vospace.remote;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Reply;
import org.vosfs.vospace.VospaceException;

/**
 * The one place where statuses, fault texts and broken connections become a {@link
 * VospaceException} (protocol §12.1, §13).
 */
final class FaultMapper {
  private static final int LONGEST_DETAIL = 300;

  private FaultMapper() {}

  /** An answer that is no success; {@code what} says what was asked for, in a few words. */
  static VospaceException of(String what, Reply reply) {
    if (reply.isHtml() && reply.status() != 401 && reply.status() != 403) {
      return html(what, reply);
    }
    Optional<Duration> retryAfter =
        reply
            .header("Retry-After")
            .filter(text -> text.strip().matches("[0-9]{1,9}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text.strip())));
    return of(what, reply.status(), reply.text(), retryAfter.orElse(null));
  }

  /** Something between us and the service speaks: its 404 is nobody's clear word. */
  private static VospaceException html(String what, Reply reply) {
    int status = reply.status();
    String message = what + ": status " + status + " with an HTML page, not from a VOSpace service";
    boolean passing = status >= 500 || status == 429 || status == 408;
    return passing
        ? new VospaceException.Unavailable(message, null)
        : new VospaceException.Malformed(message, null);
  }

  static VospaceException of(String what, int status, String text, @Nullable Duration retryAfter) {
    String message = message(what, status, text);
    String lower = text.toLowerCase(Locale.ROOT);
    if (status >= 500 && lower.contains("read-only")) {
      return new VospaceException.ReadOnly(message);
    }
    return switch (status) {
      case 401 -> new VospaceException.NotAuthenticated(message);
      case 403 ->
          lower.contains("nodelocked")
              ? new VospaceException.Locked(message)
              : new VospaceException.Denied(message);
      case 404, 410 -> byText(message, text, new VospaceException.NotFound(message));
      case 405, 501 -> new VospaceException.Unsupported(message);
      case 409 -> byText(message, text, new VospaceException.AlreadyExists(message));
      case 412 -> new VospaceException.Corrupt(message);
      case 413 -> tooLarge(message, lower);
      case 423 -> new VospaceException.Locked(message);
      case 429 -> new VospaceException.Throttled(message, retryAfter);
      case 408, 502, 504 -> new VospaceException.Unavailable(message, null);
      case 503 ->
          retryAfter == null || lower.contains("offline")
              ? new VospaceException.Unavailable(message, null)
              : new VospaceException.Throttled(message, retryAfter);
      case 507 -> new VospaceException.QuotaExceeded(message);
      case 500 -> serverFault(message, text, lower);
      default ->
          status >= 400 && status < 500
              ? byText(message, text, new VospaceException.Invalid(message))
              : new VospaceException.Malformed(message, null);
    };
  }

  /** The message of a job that ended in ERROR (protocol §9.2, §9.6). */
  static VospaceException ofJob(String what, String text) {
    String message = what + ": " + detail(text);
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("read-only")) {
      return new VospaceException.ReadOnly(message);
    }
    if (lower.contains("destination exists")) {
      return new VospaceException.AlreadyExists(message);
    }
    if (lower.contains("peristent nodes")) {
      return new VospaceException.Denied(message);
    }
    return byText(message, text, new VospaceException.Malformed(message, null));
  }

  /** No usable answer at all. */
  static VospaceException of(String what, HttpFailure e) {
    String message = what + ": " + e.getMessage();
    return switch (e.kind()) {
      case CREDENTIAL -> new VospaceException.NotAuthenticated(message);
      case BAD_REDIRECT -> new VospaceException.Malformed(message, e);
      case UNREACHABLE, LOST, TIMED_OUT, LOCAL -> new VospaceException.Unavailable(message, e);
    };
  }

  private static VospaceException tooLarge(String message, String lower) {
    return lower.contains("limit:") || lower.contains("quotaexceeded")
        ? new VospaceException.QuotaExceeded(message)
        : new VospaceException.TooLarge(message);
  }

  /** A race between two creates shows as a database error on vault (protocol §21.2). */
  private static VospaceException serverFault(String message, String text, String lower) {
    if (lower.contains("duplicatekeyexception")) {
      return new VospaceException.AlreadyExists(message);
    }
    return byText(message, text, new VospaceException.Malformed(message, null));
  }

  /** By the fault's name where the text begins with one, or by CADC's wordings. */
  private static VospaceException byText(String message, String text, VospaceException otherwise) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("is not empty")) {
      return new VospaceException.NotEmpty(message);
    }
    if (lower.contains("not implemented") || lower.contains("transfer specs not supported")) {
      return new VospaceException.Unsupported(message);
    }
    return switch (faultName(text)) {
      case "nodenotfound", "containernotfound" -> new VospaceException.NotFound(message);
      case "unreadablelinktarget", "linkfound" -> new VospaceException.UnreadableLink(message);
      case "permissiondenied" -> new VospaceException.Denied(message);
      case "notauthenticated" -> new VospaceException.NotAuthenticated(message);
      case "nodebusy" -> new VospaceException.Busy(message);
      case "nodelocked" -> new VospaceException.Locked(message);
      case "duplicatenode" -> new VospaceException.AlreadyExists(message);
      case "quotaexceeded" -> new VospaceException.QuotaExceeded(message);
      case "servicebusy" -> new VospaceException.Throttled(message, null);
      case "invalidargument", "invaliduri", "invaliddata", "invalidtoken", "toomanytargets" ->
          new VospaceException.Invalid(message);
      case "typenotsupported",
          "viewnotsupported",
          "optionnotsupported",
          "protocolnotsupported",
          "operationnotsupported" ->
          new VospaceException.Unsupported(message);
      default -> otherwise;
    };
  }

  /**
   * The leading letters in lower case, spaces left out: {@code NodeNotFound: …}, {@code Node Not
   * Found.}
   */
  static String faultName(String text) {
    StringBuilder name = new StringBuilder();
    for (char c : text.strip().toCharArray()) {
      if (Character.isLetter(c)) {
        name.append(Character.toLowerCase(c));
      } else if (c != ' ') {
        break;
      }
    }
    return name.toString();
  }

  private static String message(String what, int status, String text) {
    String detail = detail(text);
    return what + ": status " + status + (detail.isEmpty() ? "" : " " + detail);
  }

  /** One line without control characters: it ends up in logs and on terminals. */
  private static String detail(String text) {
    StringBuilder line = new StringBuilder();
    text.strip()
        .codePoints()
        .limit(LONGEST_DETAIL)
        .forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return line.toString();
  }
}
