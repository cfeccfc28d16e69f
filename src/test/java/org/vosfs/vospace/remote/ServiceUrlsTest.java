package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.auth.SecurityMethod;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.CapabilitiesXml.Interface;

/** Which of a service's URLs is used, by what the caller can identify with (protocol §3.4). */
class ServiceUrlsTest {
  private static final String NODES = "ivo://ivoa.net/std/VOSpace/v2.0#nodes";
  private static final Url CAPABILITIES = url("https://h.org/vault/capabilities");

  private static Url url(String text) {
    return Url.of(text).orElseThrow();
  }

  private static Interface offer(String id, String url, SecurityMethod... methods) {
    return new Interface(
        id,
        url,
        methods.length == 0
            ? List.of("")
            : List.of(methods).stream().map(SecurityMethod::uri).toList());
  }

  private static ServiceUrls choose(List<Interface> offered, SecurityMethod... methods)
      throws VospaceException {
    return ServiceUrls.choose(offered, List.of(methods), CAPABILITIES);
  }

  private static String nodes(List<Interface> offered, SecurityMethod... methods)
      throws VospaceException {
    return choose(offered, methods).nodes().toString();
  }

  @Test
  void eachMethodMayHaveAUrlOfItsOwn() throws Exception {
    List<Interface> old =
        List.of(
            offer(NODES, "http://h.org/vault/nodes"),
            offer(NODES, "https://h.org/vault/nodes"),
            offer(NODES, "https://h.org/vault/pub", SecurityMethod.CERTIFICATE),
            offer(NODES, "https://h.org/vault/auth", SecurityMethod.BASIC));
    assertThat(nodes(old)).isEqualTo("https://h.org/vault/nodes");
    assertThat(nodes(old, SecurityMethod.CERTIFICATE)).isEqualTo("https://h.org/vault/pub");
    assertThat(nodes(old, SecurityMethod.BASIC)).isEqualTo("https://h.org/vault/auth");
    assertThat(nodes(old, SecurityMethod.COOKIE))
        .as("not asked for, but anonymous requests hurt nobody")
        .isEqualTo("https://h.org/vault/nodes");
    assertThat(nodes(old, SecurityMethod.COOKIE, SecurityMethod.CERTIFICATE))
        .as("the first of the caller's that is offered")
        .isEqualTo("https://h.org/vault/pub");
  }

  @Test
  void orOneUrlHasThemAll() throws Exception {
    List<Interface> now =
        List.of(
            offer(
                NODES,
                "https://h.org/vault/nodes",
                SecurityMethod.ANONYMOUS,
                SecurityMethod.CERTIFICATE,
                SecurityMethod.TOKEN),
            offer("ivo://ivoa.net/std/VOSpace/v2.0#sync", "https://h.org/vault/old"),
            offer("ivo://ivoa.net/std/VOSpace#sync-2.1", "https://h.org/vault/synctrans"));
    ServiceUrls urls = choose(now, SecurityMethod.TOKEN);
    assertThat(urls.nodes()).hasToString("https://h.org/vault/nodes");
    assertThat(urls.syncTransfers()).as("the newer").hasToString("https://h.org/vault/synctrans");
    assertThat(urls.files()).isNull();
    assertThat(urls.transfers()).isNull();
  }

  @Test
  void whatIsOfferedIsNamedWhenNothingFits() {
    List<Interface> certificates =
        List.of(offer(NODES, "https://h.org/n", SecurityMethod.CERTIFICATE, SecurityMethod.TOKEN));
    assertThatThrownBy(() -> choose(certificates, SecurityMethod.COOKIE))
        .isInstanceOf(VospaceException.NotAuthenticated.class)
        .hasMessageContainingAll("another kind", "certificate, token");
    assertThatThrownBy(() -> choose(certificates, SecurityMethod.BASIC))
        .isInstanceOf(VospaceException.NotAuthenticated.class);
    List<Interface> open = List.of(offer(NODES, "https://h.org/n"));
    assertThatThrownBy(() -> choose(open, SecurityMethod.BASIC))
        .as("a password is not shown to whom it is no use")
        .isInstanceOf(VospaceException.NotAuthenticated.class);
    assertThatThrownBy(() -> choose(List.of(offer("ivo://x", "https://h.org/x"))))
        .isInstanceOf(VospaceException.Unsupported.class)
        .hasMessageContaining("offers no nodes");
  }

  @Test
  void plainHttpIsNotUsedAfterHttps() {
    assertThatThrownBy(() -> choose(List.of(offer(NODES, "http://h.org/vault/nodes"))))
        .isInstanceOf(VospaceException.NotAuthenticated.class);
  }
}
