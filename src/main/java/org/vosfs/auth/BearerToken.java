package org.vosfs.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A token sent as {@code Authorization: Bearer}, or as cookie (protocol §4.2), or name and password
 * in the place of one. Read at the first use, again when the service refused it, and when its file
 * changes, since access tokens live minutes to hours and something outside renews them.
 *
 * <p>The lock is held while the source is read: whoever needs the result waits; those who hold a
 * good token do not.
 */
public final class BearerToken implements Credentials {
  /** Longest token accepted, in bytes: a JWT with many groups has a few thousand. */
  static final int MAX_LENGTH = 64 * 1024;

  /** How many looks pass before a source that has nothing new is asked again. */
  private static final int LOOKS = 3;

  private final TokenSource source;
  private final String description;
  private final SecurityMethod method;
  private final @Nullable WatchedFile file;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable String current;

  /** What {@link #poll} last told of; a request may have read another one since; locked. */
  private @Nullable String told;

  /** Looks since the service refused the only token there is; below 0 when all is well; locked. */
  private int waiting = -1;

  private BearerToken(
      TokenSource source, String description, SecurityMethod method, @Nullable WatchedFile file) {
    this.source = source;
    this.description = description;
    this.method = method;
    this.file = file;
  }

  /** A token that never changes. */
  public static BearerToken of(String token) {
    return from(() -> token, "a token given directly");
  }

  /** A token in a file, surrounding blanks ignored; read again when it changed or was refused. */
  public static BearerToken fromFile(Path file) {
    return new BearerToken(
        () -> SmallFile.read(file, "token file", MAX_LENGTH),
        "the token in " + file,
        SecurityMethod.TOKEN,
        new WatchedFile(file));
  }

  /** A token in an environment variable. */
  public static BearerToken fromEnvironment(
      String variable, Function<String, @Nullable String> environment) {
    return from(
        () -> {
          String token = environment.apply(variable);
          if (token == null) {
            throw new IOException("the environment variable " + variable + " is not set");
          }
          return token;
        },
        "the token in the environment variable " + variable);
  }

  /** What a command of the shell prints; run again when the token was refused. */
  public static BearerToken fromCommand(String command) {
    TokenCommand run = new TokenCommand(command);
    return from(run, "the token printed by the command '" + run.name() + "'");
  }

  /**
   * Name and password of a host in a netrc file, sent as HTTP Basic; the file is read again when it
   * changed or they were refused.
   */
  public static BearerToken basic(Path netrc, String host) {
    return new BearerToken(
        () ->
            Netrc.read(netrc)
                .of(host)
                .orElseThrow(() -> new IOException(netrc + " has no entry for " + host))
                .encoded(),
        "the name and password for " + host + " in " + netrc,
        SecurityMethod.BASIC,
        new WatchedFile(netrc));
  }

  /** From anywhere else. */
  public static BearerToken from(TokenSource source, String description) {
    return new BearerToken(source, description, SecurityMethod.TOKEN, null);
  }

  /** The same token sent as cookie. */
  public BearerToken asCookie() {
    return new BearerToken(source, description + ", as cookie", SecurityMethod.COOKIE, file);
  }

  @Override
  public List<SecurityMethod> methods() {
    return List.of(method);
  }

  @Override
  public Proof proof() throws IOException {
    String token = current;
    if (token == null) {
      reading.lock();
      try {
        token = current;
        if (token == null) {
          token = read();
        }
      } finally {
        reading.unlock();
      }
    }
    return Proof.of(headerOf(token));
  }

  @Override
  public boolean refresh(Proof refused) {
    reading.lock();
    try {
      String token = current;
      if (token != null && !headerOf(token).equals(refused.header())) {
        return true; // somebody else was refused, too, and has read it
      }
      boolean another = !headerOf(read()).equals(refused.header());
      waiting = another ? -1 : 0;
      return another;
    } catch (IOException e) {
      waiting = 0;
      return false;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public boolean poll() {
    reading.lock();
    try {
      boolean changed = file != null && current != null && file.changed();
      boolean asked = waiting >= 0 && ++waiting % LOOKS == 0;
      if (changed || asked) {
        String before = current;
        waiting = read().equals(before) ? waiting : -1;
      }
      boolean another = !Objects.equals(told, current);
      told = current;
      return another;
    } catch (IOException e) {
      return false; // the old one stays in use until it is refused
    } finally {
      reading.unlock();
    }
  }

  @Override
  public Optional<Instant> expires() {
    return Optional.ofNullable(current).flatMap(token -> Jwt.of(token).expires());
  }

  @Override
  public Optional<String> identity() {
    return Optional.ofNullable(current).flatMap(token -> Jwt.of(token).subject());
  }

  @Override
  public String description() {
    return description;
  }

  private AuthHeader headerOf(String token) {
    return switch (method) {
      case COOKIE -> new AuthHeader("Cookie", "CADC_SSO=\"" + token + "\"");
      case BASIC -> new AuthHeader("Authorization", "Basic " + token);
      default -> new AuthHeader("Authorization", "Bearer " + token);
    };
  }

  private String read() throws IOException {
    if (file != null) {
      file.changed(); // what is read now is what was seen last, or newer
    }
    String token = checked(source.read());
    current = token;
    told = told == null ? token : told;
    return token;
  }

  private String checked(String text) throws IOException {
    String token = text.strip();
    if (token.isEmpty()) {
      throw new IOException(description + " is empty");
    }
    boolean sendable = token.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"');
    if (token.length() > MAX_LENGTH || !sendable) {
      throw new IOException(description + " is not a token");
    }
    return token;
  }
}
