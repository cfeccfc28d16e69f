package org.vosfs.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client certificate in a file (protocol §4.1), usually a proxy for a week or so. The file is
 * looked at again each second it is used, so that whoever renews it renews a running mount. While a
 * new file cannot be used, the one before stays. Thread-safe.
 */
public final class ProxyCertificate implements Credentials {
  private static final Logger log = LoggerFactory.getLogger(ProxyCertificate.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final WatchedFile file;
  private final InstantSource clock;
  private @Nullable ClientIdentity current;
  private @Nullable String problem;
  private Instant looked = Instant.MIN;
  private @Nullable ClientIdentity told;

  public ProxyCertificate(Path file, InstantSource clock) {
    this.file = new WatchedFile(file);
    this.clock = clock;
  }

  /**
   * Whether a text is a certificate with its key.
   *
   * @param name of the text, for the message
   * @throws IOException when it is none
   */
  public static void check(String pem, String name) throws IOException {
    PemFile.identity(pem, name);
  }

  @Override
  public List<SecurityMethod> methods() {
    return List.of(SecurityMethod.CERTIFICATE);
  }

  @Override
  public synchronized Proof proof() throws IOException {
    return Proof.of(valid());
  }

  private ClientIdentity valid() throws IOException {
    Instant now = clock.instant();
    if (now.isBefore(looked) || !now.isBefore(looked.plus(BETWEEN_LOOKS))) {
      look(now);
    }
    ClientIdentity own = current;
    if (own == null) {
      throw new IOException(String.valueOf(problem));
    }
    if (!now.isBefore(own.expires())) {
      throw new IOException(
          description()
              + " expired at "
              + own.expires().truncatedTo(ChronoUnit.SECONDS)
              + "; renew it with: vosfs login");
    }
    return own;
  }

  private void look(Instant now) {
    looked = now;
    if (!file.changed()) {
      return;
    }
    try {
      current = PemFile.identity(file.path());
      problem = null;
    } catch (IOException e) {
      problem = e.getMessage();
      if (current != null) {
        log.warn("{}; the certificate read before stays in use", problem);
      }
    }
  }

  @Override
  public synchronized boolean refresh(Proof refused) {
    look(clock.instant());
    try {
      return valid() != refused.certificate();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public synchronized boolean poll() {
    look(clock.instant());
    ClientIdentity before = told;
    told = current;
    return before != null && told != before;
  }

  @Override
  public synchronized Optional<Instant> expires() {
    return Optional.ofNullable(current).map(ClientIdentity::expires);
  }

  @Override
  public synchronized Optional<String> identity() {
    return Optional.ofNullable(current).map(ClientIdentity::name);
  }

  @Override
  public String description() {
    return "the certificate in " + file.path();
  }
}
