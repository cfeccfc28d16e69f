package org.vosfs.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a service can be found and reached: registries, capabilities, the clock, and the other
 * servers it points to (protocol §3.1, §3.3). Shows no credential, changes nothing.
 */
final class AccessCheckup {
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Pattern ACCESS =
      Pattern.compile("<(?:\\w+:)?accessURL[^>]*>\\s*([^<\\s]+)\\s*<");

  private final WebProbe web;
  private final Supplier<Instant> clock;
  private final List<Finding> findings = new ArrayList<>();

  AccessCheckup(WebProbe web, Supplier<Instant> clock) {
    this.web = web;
    this.clock = clock;
  }

  /** What was found so far. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /**
   * Asks every registry, since the others matter on the day the first is away.
   *
   * @return where the first that knows the resource says its capabilities are
   */
  Optional<URI> registries(List<URI> registries, String resource) {
    Optional<URI> found = Optional.empty();
    List<Finding> others = new ArrayList<>();
    for (URI registry : registries) {
      try {
        WebProbe.Reply reply = web.get(below(registry, "resource-caps"));
        Optional<URI> here = reply.isFine() ? entry(reply.text(), resource) : Optional.empty();
        String said =
            !reply.isFine()
                ? registry + " answers with status " + reply.status()
                : registry
                    + (here.isPresent() ? " knows " : " does not know ")
                    + resource
                    + "; "
                    + reply.millis()
                    + " ms";
        others.add(
            here.isPresent()
                ? Finding.fine("registry", said)
                : Finding.warning(
                    "registry", said, "correct the name, or -o registry=URL, or -o endpoint=URL"));
        found = found.isPresent() ? found : here;
      } catch (IOException | IllegalArgumentException e) {
        others.add(unreachable("registry", registry, e, false));
      }
    }
    findings.addAll(others);
    if (found.isEmpty()) {
      findings.add(
          Finding.broken(
              "registry",
              "none tells where " + resource + " is",
              "give the service itself with -o endpoint=URL"));
    }
    return found;
  }

  private static Optional<URI> entry(String text, String resource) {
    return text.lines()
        .map(line -> line.split("=", 2))
        .filter(parts -> parts.length == 2 && parts[0].strip().equals(resource))
        .flatMap(parts -> uri(parts[1].strip()).stream())
        .findFirst();
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty(); // of one that is none, the mount says more
    }
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getAuthority();
  }

  /** The capabilities document, the clock, and every other server that the document names. */
  void service(URI endpoint) {
    URI capabilities =
        endpoint.getPath() != null && endpoint.getPath().endsWith("/capabilities")
            ? endpoint
            : below(endpoint, "capabilities");
    try {
      WebProbe.Reply reply = web.get(capabilities);
      if (!reply.isFine()) {
        findings.add(
            Finding.broken(
                "endpoint",
                capabilities + " answers with status " + reply.status(),
                "check the URL: what it should be the service's site tells"));
        return;
      }
      findings.add(
          Finding.fine("endpoint", capabilities + " answers in " + reply.millis() + " ms"));
      findings.add(clock(reply));
      servers(capabilities, reply.text());
    } catch (IOException | IllegalArgumentException e) {
      findings.add(unreachable("endpoint", capabilities, e, true));
    }
  }

  private Finding clock(WebProbe.Reply reply) {
    if (reply.date().isEmpty()) {
      return Finding.warning("clock", "the service tells no time", "");
    }
    Duration off = Duration.between(reply.date().get(), clock.get());
    if (off.abs().compareTo(SKEW) > 0) {
      return Finding.warning(
          "clock",
          "differs from the service's by " + off.toSeconds() + " s",
          "set this machine's clock, such as with: timedatectl set-ntp true");
    }
    return Finding.fine("clock", "as the service's, within " + (off.abs().toSeconds() + 1) + " s");
  }

  /** Any answer of the other servers will do: most want a credential. */
  private void servers(URI capabilities, String document) {
    Map<String, URI> servers = new LinkedHashMap<>();
    Matcher matcher = ACCESS.matcher(document);
    while (matcher.find()) {
      uri(matcher.group(1).replace("&amp;", "&"))
          .ifPresent(url -> servers.putIfAbsent(origin(url), url));
    }
    servers.remove(origin(capabilities));
    servers.forEach(
        (server, url) -> {
          try {
            findings.add(
                Finding.fine("server", server + " answers in " + web.get(url).millis() + " ms"));
          } catch (IOException | IllegalArgumentException e) {
            findings.add(unreachable("server", url, e, false));
          }
        });
  }

  private static Finding unreachable(String what, URI url, Exception e, boolean broken) {
    String said = String.valueOf(e.getMessage());
    String fix =
        said.contains("PKIX") || said.contains("certif")
            ? "give its authority with -o ca-file=FILE, or: apt install ca-certificates-java"
            : "check the URL, the network and the proxy: curl -v " + url;
    String found = url + " cannot be reached: " + said;
    return broken ? Finding.broken(what, found, fix) : Finding.warning(what, found, fix);
  }

  private static URI below(URI base, String name) {
    return URI.create(base.toString().replaceFirst("/+$", "") + "/" + name);
  }
}
