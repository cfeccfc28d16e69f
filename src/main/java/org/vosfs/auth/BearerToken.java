package org.vosfs.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A token sent as {@code Authorization: Bearer} (protocol §4.2). Read at the first use and again
 * when the service refused it, since access tokens live minutes to hours and something outside
 * renews the file.
 */
public final class BearerToken implements Credentials {
  /** Longest token accepted, in bytes: a JWT with many groups has a few thousand. */
  private static final int MAX_LENGTH = 64 * 1024;

  /** Where a token is read from. */
  @FunctionalInterface
  private interface Source {
    String read() throws IOException;
  }

  private final Source source;
  private final String description;
  private @Nullable String current;

  private BearerToken(Source source, String description) {
    this.source = source;
    this.description = description;
  }

  /** A token that never changes. */
  public static BearerToken of(String token) {
    return new BearerToken(() -> token, "a token given directly");
  }

  /** A token in a file, surrounding blanks ignored; read again when it was refused. */
  public static BearerToken fromFile(Path file) {
    return new BearerToken(() -> readFile(file), "the token in " + file);
  }

  /** A token in an environment variable. */
  public static BearerToken fromEnvironment(
      String variable, Function<String, @Nullable String> environment) {
    return new BearerToken(
        () -> {
          String token = environment.apply(variable);
          if (token == null) {
            throw new IOException("the environment variable " + variable + " is not set");
          }
          return token;
        },
        "the token in the environment variable " + variable);
  }

  @Override
  public List<SecurityMethod> methods() {
    return List.of(SecurityMethod.TOKEN);
  }

  @Override
  public synchronized Optional<AuthHeader> header() throws IOException {
    String token = current;
    if (token == null) {
      token = checked(source.read());
      current = token;
    }
    return Optional.of(headerOf(token));
  }

  @Override
  public synchronized boolean refresh(AuthHeader refused) {
    try {
      current = checked(source.read());
    } catch (IOException e) {
      return false;
    }
    return !headerOf(current).equals(refused);
  }

  @Override
  public String description() {
    return description;
  }

  private static AuthHeader headerOf(String token) {
    return new AuthHeader("Authorization", "Bearer " + token);
  }

  private String checked(String text) throws IOException {
    String token = text.strip();
    if (token.isEmpty()) {
      throw new IOException(description + " is empty");
    }
    if (token.length() > MAX_LENGTH || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new IOException(description + " is not a token");
    }
    return token;
  }

  private static String readFile(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        throw new IOException("the token file " + file + " is too long for a token");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException("the token file " + file + " does not exist", e);
    } catch (java.nio.file.AccessDeniedException e) {
      throw new IOException("the token file " + file + " may not be read", e);
    }
  }
}
