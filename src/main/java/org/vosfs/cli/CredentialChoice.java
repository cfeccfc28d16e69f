package org.vosfs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.auth.BearerToken;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.ProxyCertificate;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.fuse.MountException;

/**
 * Which credential is used, and why: the first that is there, of those that were asked for, then of
 * those in the environment, then of those where they usually are.
 *
 * @param reason why this one
 * @param passedOver what was looked for before, and is not there
 */
record CredentialChoice(Credentials credentials, String reason, List<String> passedOver) {
  /** Where the vos client, too, looks for the name of a certificate file. */
  static final String CERTIFICATE_VARIABLE = "VOSPACE_CERTFILE";

  static final String TOKEN_VARIABLE = "VOSFS_TOKEN";

  /** Makes a credential from name and password, where that is asked for. */
  interface ByPassword {
    /** A token that they are exchanged for. */
    Credentials token(Path netrc) throws MountException;

    /** They themselves, shown to the service. */
    Credentials basic(Path netrc) throws MountException;
  }

  /** Chooses. */
  static CredentialChoice of(
      Places places, MountOptions options, Settings settings, ByPassword byPassword)
      throws MountException {
    return new Search(places, options, settings).choose(byPassword);
  }

  /** Where certificates are kept: as asked for, else by the environment, else the usual place. */
  static Path certificateFile(Places places, MountOptions options, Settings settings) {
    Optional<Path> asked = settings.find(options.certFile);
    String variable = places.environment().get(CERTIFICATE_VARIABLE);
    return asked.orElseGet(
        () ->
            variable == null || variable.isEmpty()
                ? places.home().resolve(".ssl/cadcproxy.pem")
                : places.working().resolve(variable));
  }

  /** Where tokens are kept. */
  static Path tokenFile(Places places, MountOptions options, Settings settings) {
    return settings
        .find(options.tokenFile)
        .orElseGet(() -> places.userConfig().resolveSibling("token"));
  }

  private static final class Search {
    private final Places places;
    private final MountOptions options;
    private final Settings settings;
    private final List<String> passedOver = new ArrayList<>();
    private final String method;

    Search(Places places, MountOptions options, Settings settings) {
      this.places = places;
      this.options = options;
      this.settings = settings;
      this.method = settings.get(options.auth);
    }

    CredentialChoice choose(ByPassword byPassword) throws MountException {
      if (method.equals("anonymous")) {
        return found(Credentials.anonymous(), "auth=anonymous");
      }
      if (method.equals("netrc")) {
        return found(byPassword.token(settings.get(options.netrcFile)), "auth=netrc");
      }
      if (method.equals("basic")) {
        return found(byPassword.basic(settings.get(options.netrcFile)), "auth=basic");
      }
      CredentialChoice choice = asked();
      choice = choice == null ? environment() : choice;
      choice = choice == null ? usual() : choice;
      if (choice == null && !method.equals("auto")) {
        throw new MountException(
            "auth=" + method + ", but there is none: " + String.join("; ", passedOver));
      }
      return choice == null ? found(Credentials.anonymous(), "there is no other") : choice;
    }

    private @Nullable CredentialChoice asked() {
      if (wants("token")) {
        Optional<Path> file = settings.find(options.tokenFile);
        if (file.isPresent()) {
          return found(BearerToken.fromFile(file.get()), source("token-file"));
        }
        passedOver.add("token-file is not set");
        Optional<String> command = settings.find(options.tokenCommand);
        if (command.isPresent()) {
          return found(BearerToken.fromCommand(command.get()), source("token-command"));
        }
        passedOver.add("token-command is not set");
      }
      if (wants("certificate")) {
        Optional<Path> file = settings.find(options.certFile);
        if (file.isPresent()) {
          return found(certificate(file.get()), source("certfile"));
        }
        passedOver.add("certfile is not set");
      }
      if (wants("cookie")) {
        Optional<Path> file = settings.find(options.cookieFile);
        if (file.isPresent()) {
          return found(BearerToken.fromFile(file.get()).asCookie(), source("cookie-file"));
        }
        passedOver.add("cookie-file is not set");
      }
      return null;
    }

    private @Nullable CredentialChoice environment() {
      if (wants("token")) {
        if (isSet(TOKEN_VARIABLE)) {
          return found(
              BearerToken.fromEnvironment(TOKEN_VARIABLE, places.environment()::get),
              TOKEN_VARIABLE + " is set");
        }
        passedOver.add(TOKEN_VARIABLE + " is not set");
      }
      if (wants("certificate")) {
        if (isSet(CERTIFICATE_VARIABLE)) {
          Path file = certificateFile(places, options, settings);
          return found(certificate(file), CERTIFICATE_VARIABLE + " is set");
        }
        passedOver.add(CERTIFICATE_VARIABLE + " is not set");
      }
      return null;
    }

    private @Nullable CredentialChoice usual() {
      if (wants("certificate")) {
        Path file = certificateFile(places, options, settings);
        if (Files.exists(file)) {
          return found(certificate(file), "it is where certificates usually are");
        }
        passedOver.add(file + " does not exist");
      }
      if (wants("token")) {
        Path file = tokenFile(places, options, settings);
        if (Files.exists(file)) {
          return found(BearerToken.fromFile(file), "it is where vosfs login keeps tokens");
        }
        passedOver.add(file + " does not exist");
      }
      return null;
    }

    private boolean wants(String one) {
      return method.equals("auto") || method.equals(one);
    }

    private boolean isSet(String variable) {
      return !places.environment().getOrDefault(variable, "").isEmpty();
    }

    private static Credentials certificate(Path file) {
      return new ProxyCertificate(file, Instant::now);
    }

    private String source(String key) {
      Settings.Setting setting = settings.all().get(key);
      return key + " is set (" + (setting == null ? "" : setting.source()) + ")";
    }

    private CredentialChoice found(Credentials credentials, String reason) {
      return new CredentialChoice(credentials, reason, List.copyOf(passedOver));
    }
  }
}
