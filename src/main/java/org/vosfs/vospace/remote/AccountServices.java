package org.vosfs.vospace.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vosfs.auth.BasicPassword;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.SecurityMethod;
import org.vosfs.http.Call;
import org.vosfs.http.CredentialScope;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.HttpSettings;
import org.vosfs.http.Limits;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.RequestBody;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.CapabilitiesXml;

/**
 * The services beside a VOSpace that give credentials for name and password (protocol §4.1, §4.2):
 * {@code cred} gives proxy certificates, {@code gms} (or {@code ac}) tokens. Thread-safe; no
 * connection outlives a call.
 */
public final class AccountServices {
  private static final String PROXY = "ivo://ivoa.net/std/CDP#proxy-1.0";
  private static final String BASIC = SecurityMethod.BASIC.uri();
  private static final List<String> LOGIN =
      List.of("ivo://ivoa.net/std/UMS#login-0.1", "ivo://ivoa.net/sso#tls-with-password");

  /** Longest answer accepted, in bytes. */
  private static final int LIMIT = 1 << 20;

  /** What is needed to ask. */
  public record Means(HttpSettings http, Transport.Surroundings surroundings, Duration deadline) {}

  private final Means means;
  private final Registry registry;
  private final String authority;
  private final ServiceLocator service;
  private final AnonymousReads reads;

  /**
   * @param resource id of the VOSpace, such as {@code ivo://cadc.nrc.ca/vault}; the services beside
   *     it have its authority. Empty: not known
   * @param service the VOSpace itself, which may tell where to log in, too
   */
  public AccountServices(Means means, Registry registry, String resource, ServiceLocator service) {
    this.means = means;
    this.registry = registry;
    this.authority =
        resource.isEmpty() ? "" : resource.substring(0, resource.indexOf('/', "ivo://".length()));
    this.service = service;
    this.reads = new AnonymousReads(means);
  }

  /** Where certificates are given for name and password. */
  public Url certificates() throws VospaceException {
    return place(this::registeredCertificates, "ivoa_x509", List.of(PROXY, BASIC), "certificates");
  }

  /** Where tokens are given for name and password. */
  public Url tokens() throws VospaceException {
    return place(this::registeredTokens, "ivoa_bearer", LOGIN, "tokens");
  }

  /** Looks for a place. */
  private interface Search {
    Url find() throws VospaceException;
  }

  /** As the registry has it, else as the service tells an anonymous caller. */
  private Url place(Search registered, String scheme, List<String> standards, String what)
      throws VospaceException {
    VospaceException failure = null;
    if (!authority.isEmpty()) {
      try {
        return registered.find();
      } catch (VospaceException e) {
        failure = e;
      }
    }
    try {
      Optional<Url> told = Challenges.place(challenges(), scheme, standards);
      if (told.isPresent()) {
        return told.get();
      }
    } catch (VospaceException e) {
      failure = failure == null ? e : failure;
    }
    throw failure != null
        ? failure
        : new VospaceException.Unsupported(
            "the service does not tell where it gives "
                + what
                + " for name and password; give its name with -o resource=ivo://...");
  }

  private List<String> challenges() throws VospaceException {
    Url capabilities = service.capabilities(reads);
    Url nodes =
        ServiceUrls.choose(reads.capabilities(capabilities), List.of(), capabilities).nodes();
    return reads.challenges(nodes.plus("?limit=0"));
  }

  private Url registeredCertificates() throws VospaceException {
    Url capabilities = registry.find(authority + "/cred", reads);
    return reads.capabilities(capabilities).stream()
        .filter(one -> one.standardId().equals(PROXY))
        .filter(one -> has(one, SecurityMethod.BASIC))
        .findFirst()
        .flatMap(one -> Url.of(one.accessUrl()))
        .orElseThrow(() -> none(capabilities, "certificates for name and password"));
  }

  private static boolean has(CapabilitiesXml.Interface one, SecurityMethod method) {
    return one.securityMethods().stream()
        .anyMatch(uri -> SecurityMethod.of(uri).filter(m -> m == method).isPresent());
  }

  private Url registeredTokens() throws VospaceException {
    Url capabilities = registry.find(authority + "/gms", reads);
    List<CapabilitiesXml.Interface> offered = reads.capabilities(capabilities);
    for (String id : LOGIN) {
      Optional<Url> url =
          offered.stream()
              .filter(one -> one.standardId().equals(id))
              .findFirst()
              .flatMap(one -> Url.of(one.accessUrl()));
      if (url.isPresent()) {
        return url.get();
      }
    }
    throw none(capabilities, "tokens for name and password");
  }

  private static VospaceException none(Url capabilities, String what) {
    return new VospaceException.Unsupported(capabilities + " offers no " + what);
  }

  /**
   * The host of the VOSpace, for a password that it is to be shown itself.
   *
   * @throws VospaceException.Invalid when it would go over a network in the clear
   */
  public String host() throws VospaceException {
    Url capabilities = service.capabilities(reads);
    requireSafe(capabilities);
    return capabilities.origin().host();
  }

  /**
   * A proxy certificate with key and chain, as PEM.
   *
   * @param place as {@link #certificates} tells
   * @param days wanted; the service may grant less
   */
  public String certificate(Url place, int days, BasicPassword who) throws VospaceException {
    Call call = Call.get(place.plus("?daysValid=" + days)).repeat(Repeat.NEVER);
    return asking(who, CredentialScope.nowhere().around(place), call);
  }

  /**
   * A token.
   *
   * @param place as {@link #tokens} tells
   */
  public String token(Url place, BasicPassword who) throws VospaceException {
    String form = "username=" + encoded(who.name()) + "&password=" + encoded(who.password());
    RequestBody body = RequestBody.of(form.getBytes(StandardCharsets.US_ASCII));
    Call call =
        Call.of("POST", place, Repeat.NEVER).body("application/x-www-form-urlencoded", body);
    return asking(Credentials.anonymous(), CredentialScope.nowhere(), call);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String asking(Credentials who, CredentialScope scope, Call call) throws VospaceException {
    requireSafe(call.url());
    String what = "log in at " + call.url().origin();
    try (Transport transport = new Transport(means.http(), who, means.surroundings())) {
      transport.showCredentials(scope);
      try (Reply reply = transport.send(call, limits())) {
        if (reply.status() == 401 || reply.status() == 403) {
          throw new VospaceException.NotAuthenticated(
              call.url().origin() + " does not accept this name and password");
        }
        return ServiceCalls.read(what, reply, AccountServices::small);
      }
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    }
  }

  /** A password goes over no network in the clear. */
  private static void requireSafe(Url url) throws VospaceException {
    String host = url.origin().host();
    boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    if (!url.origin().isSecure() && !here) {
      throw new VospaceException.Invalid(
          "the service wants the password over plain http at " + url.origin() + "; refused");
    }
  }

  private Limits limits() {
    return Limits.until(Deadline.in(means.deadline(), means.surroundings().ticker()));
  }

  private static String small(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw new IOException("the answer is longer than " + LIMIT + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
