package org.vosfs.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import org.vosfs.auth.BasicPassword;
import org.vosfs.auth.BearerToken;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.Netrc;
import org.vosfs.auth.Tls;
import org.vosfs.base.Ticker;
import org.vosfs.config.ConfigException;
import org.vosfs.config.KnownSpaces;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.config.SpaceName;
import org.vosfs.fuse.MountException;
import org.vosfs.http.Bandwidth;
import org.vosfs.http.HttpSettings;
import org.vosfs.http.Traffic;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.AccountServices;
import org.vosfs.vospace.remote.Registry;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.ServiceLocator;
import org.vosfs.vospace.remote.SiteCache;

/** Which service a space is at, and how it is talked to: from names and settings. */
final class ServiceAccess {
  private final Places places;
  private final SpaceName space;
  private final MountOptions options;
  private final Settings settings;

  ServiceAccess(Places places, SpaceName space, MountOptions options, Settings settings) {
    this.places = places;
    this.space = space;
    this.options = options;
    this.settings = settings;
  }

  static Transport.Surroundings surroundings(
      Ticker ticker, ScheduledExecutorService timer, Traffic traffic) {
    return new Transport.Surroundings(
        ticker, new Random(), pause -> Thread.sleep(pause.toMillis()), timer, traffic);
  }

  /** Everything but the credential. */
  RemoteSettings remote() throws MountException {
    Duration deadline = settings.get(options.deadline);
    List<Long> rates = settings.get(options.bandwidth);
    RemoteSettings remote =
        RemoteSettings.of("", space.path(), userAgent())
            .withService(locator())
            .withDeadline(deadline)
            .withStall(deadline);
    Optional<URI> cache = settings.find(options.siteCache);
    return remote
        .withSiteCache(cache.flatMap(url -> SiteCache.at(url.toString())).orElse(SiteCache.none()))
        .withHttp(http().withBandwidth(new Bandwidth(rates.get(0), rates.get(1))));
  }

  HttpSettings http() throws MountException {
    HttpSettings http = HttpSettings.defaults(userAgent());
    Optional<Path> authorities = settings.find(options.caFile);
    try {
      return authorities.isPresent() ? http.withTls(Tls.trusting(authorities.get())) : http;
    } catch (IOException e) {
      throw new MountException("ca-file: " + e.getMessage(), e);
    }
  }

  /** The credential, and why this one. */
  CredentialChoice credential(Transport.Surroundings around) throws MountException {
    return CredentialChoice.of(
        places,
        options,
        settings,
        new CredentialChoice.ByPassword() {
          @Override
          public Credentials token(Path netrc) throws MountException {
            return byPassword(netrc, around);
          }

          @Override
          public Credentials basic(Path netrc) throws MountException {
            try {
              return BearerToken.basic(netrc, accounts(around).host());
            } catch (VospaceException e) {
              throw new MountException(String.valueOf(e.getMessage()), e);
            }
          }
        });
  }

  /** A token that is asked for with the password in netrc, again whenever it is refused. */
  private Credentials byPassword(Path netrc, Transport.Surroundings around) throws MountException {
    AccountServices accounts = accounts(around);
    return BearerToken.from(
        () -> {
          try {
            Url place = accounts.tokens();
            return accounts.token(place, password(netrc, place));
          } catch (VospaceException e) {
            throw new IOException(e.getMessage(), e);
          }
        },
        "a token for the password in " + netrc);
  }

  private static BasicPassword password(Path netrc, Url place) throws IOException {
    String host = place.origin().host();
    return Netrc.read(netrc)
        .of(host)
        .orElseThrow(() -> new IOException(netrc + " has no entry for " + host));
  }

  /** Where to log in: beside the service, by its name in the registry, else as it says itself. */
  AccountServices accounts(Transport.Surroundings around) throws MountException {
    boolean guessed =
        settings.find(options.endpoint).isPresent()
            && settings.find(options.resource).isEmpty()
            && space.resource().isEmpty();
    return new AccountServices(
        new AccountServices.Means(http(), around, settings.get(options.deadline)),
        registry(),
        guessed ? "" : requiredResource(),
        locator());
  }

  private static String userAgent() {
    return "vosfs/" + Version.text();
  }

  /** Where the service is: as given, else by its name in the registry. */
  private ServiceLocator locator() throws MountException {
    Optional<URI> endpoint = settings.find(options.endpoint);
    return endpoint.isPresent()
        ? ServiceLocator.endpoint(endpoint.get().toString())
        : registry().service(requiredResource());
  }

  Registry registry() {
    List<String> bases = settings.get(options.registry).stream().map(URI::toString).toList();
    Path lists = settings.get(options.cacheDir).resolve("registry");
    return new Registry(bases, lists, Instant::now);
  }

  /** As {@link #resource}, but there must be one. */
  String requiredResource() throws MountException {
    return resource()
        .orElseThrow(
            () ->
                new MountException(
                    "what is "
                        + space.prefix()
                        + ":? Give the service with -o endpoint=URL or -o resource=ivo://...,"
                        + " or a table [space."
                        + space.prefix()
                        + "] in config.toml"));
  }

  /** The service's name in the registry: as the space tells, as set, as known. */
  Optional<String> resource() throws MountException {
    Optional<String> named = space.resource().or(() -> settings.find(options.resource));
    try {
      return named.isPresent()
          ? named
          : KnownSpaces.read(places.vosConfig()).resource(space.prefix());
    } catch (ConfigException e) {
      throw new MountException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What tells the service apart from others, for the cache directory's name. */
  String text() throws MountException {
    Optional<URI> endpoint = settings.find(options.endpoint);
    return endpoint.isPresent() ? endpoint.toString() : resource().orElse("");
  }
}
