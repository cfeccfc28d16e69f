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
  private static final List<String> LOGIN =
      List.of("ivo://ivoa.net/std/UMS#login-0.1", "ivo://ivoa.net/sso#tls-with-password");

  /** Longest answer accepted, in bytes. */
  private static final int LIMIT = 1 << 20;

  /** What is needed to ask. */
  public record Means(HttpSettings http, Transport.Surroundings surroundings, Duration deadline) {}

  private final Means means;
  private final Registry registry;
  private final String authority;

  /**
   * @param resource id of the VOSpace, such as {@code ivo://cadc.nrc.ca/vault}; the services beside
   *     it have its authority
   */
  public AccountServices(Means means, Registry registry, String resource) {
    this.means = means;
    this.registry = registry;
    this.authority = resource.substring(0, resource.indexOf('/', "ivo://".length()));
  }

  /** Where certificates are given for name and password. */
  public Url certificates() throws VospaceException {
    Url capabilities = registry.find(authority + "/cred", this::text);
    return offered(capabilities).stream()
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

  /** Where tokens are given for name and password. */
  public Url tokens() throws VospaceException {
    Url capabilities = registry.find(authority + "/gms", this::text);
    List<CapabilitiesXml.Interface> offered = offered(capabilities);
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

  private List<CapabilitiesXml.Interface> offered(Url capabilities) throws VospaceException {
    return anonymously(capabilities, CapabilitiesXml::read);
  }

  private String text(Url url) throws VospaceException {
    return anonymously(url, Registry::text);
  }

  private <T> T anonymously(Url url, ServiceCalls.Body<T> body) throws VospaceException {
    String what = "read " + url;
    Credentials nobody = Credentials.anonymous();
    try (Transport transport = new Transport(means.http(), nobody, means.surroundings());
        Reply reply = transport.send(Call.get(url).repeat(Repeat.NEVER), limits())) {
      return ServiceCalls.read(what, reply, body);
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
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
