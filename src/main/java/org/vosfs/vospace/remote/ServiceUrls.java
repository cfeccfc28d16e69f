package org.vosfs.vospace.remote;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.auth.SecurityMethod;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.CapabilitiesXml;

/**
 * Where a service offers what (protocol §3.3), chosen by what the caller can identify with (§3.4).
 *
 * @param files direct access to bytes; null when not offered
 * @param transfers asynchronous jobs; null when not offered
 * @param syncTransfers negotiation; null when not offered
 * @param deleteTrees jobs that remove a tree; null when not offered
 * @param changeTrees jobs that change the properties of a tree; null when not offered
 * @param publicFiles as {@code files}, for those who have no credential; null when not offered
 */
record ServiceUrls(
    Url nodes,
    @Nullable Url files,
    @Nullable Url transfers,
    @Nullable Url syncTransfers,
    @Nullable Url deleteTrees,
    @Nullable Url changeTrees,
    @Nullable Url publicFiles) {
  private static final String NODES = "ivo://ivoa.net/std/VOSpace/v2.0#nodes";
  private static final String FILES = "ivo://ivoa.net/std/VOSpace#files-proto";
  private static final String TRANSFERS = "ivo://ivoa.net/std/VOSpace/v2.0#transfers";
  private static final String SYNC = "ivo://ivoa.net/std/VOSpace#sync-2.1";
  private static final String OLD_SYNC = "ivo://ivoa.net/std/VOSpace/v2.0#sync";
  private static final String DELETE_TREES = "ivo://ivoa.net/std/VOSpace#recursive-delete-proto";
  private static final String CHANGE_TREES = "ivo://ivoa.net/std/VOSpace#recursive-nodeprops-proto";

  /**
   * Chooses.
   *
   * @param methods what the caller has, best first
   * @throws VospaceException.Unsupported when there are no nodes at all
   * @throws VospaceException.NotAuthenticated when none of the caller's methods is offered
   */
  static ServiceUrls choose(
      List<CapabilitiesXml.Interface> offered, List<SecurityMethod> methods, Url capabilities)
      throws VospaceException {
    if (offered.stream().noneMatch(one -> one.standardId().equals(NODES))) {
      throw new VospaceException.Unsupported(
          capabilities + " belongs to a service that is no VOSpace (it offers no nodes)");
    }
    Optional<Url> nodes = find(offered, NODES, methods, capabilities);
    // a password is shown only where one is asked for; anonymous requests never hurt (§3.4)
    boolean unasked =
        methods.contains(SecurityMethod.BASIC)
            && find(offered, NODES, SecurityMethod.BASIC, capabilities).isEmpty();
    if (nodes.isEmpty() || unasked) {
      throw new VospaceException.NotAuthenticated(
          capabilities.origin()
              + " wants a credential of another kind; it offers: "
              + offeredMethods(offered));
    }
    Optional<Url> sync = find(offered, SYNC, methods, capabilities);
    return new ServiceUrls(
        nodes.get(),
        find(offered, FILES, methods, capabilities).orElse(null),
        find(offered, TRANSFERS, methods, capabilities).orElse(null),
        sync.or(() -> find(offered, OLD_SYNC, methods, capabilities)).orElse(null),
        find(offered, DELETE_TREES, methods, capabilities).orElse(null),
        find(offered, CHANGE_TREES, methods, capabilities).orElse(null),
        find(offered, FILES, List.of(), capabilities).orElse(null));
  }

  private static Optional<Url> find(
      List<CapabilitiesXml.Interface> offered,
      String standardId,
      List<SecurityMethod> methods,
      Url capabilities) {
    for (SecurityMethod method : methods) {
      Optional<Url> url = find(offered, standardId, method, capabilities);
      if (url.isPresent()) {
        return url;
      }
    }
    return find(offered, standardId, SecurityMethod.ANONYMOUS, capabilities);
  }

  /** https first; plain http never after https. */
  private static Optional<Url> find(
      List<CapabilitiesXml.Interface> offered,
      String standardId,
      SecurityMethod method,
      Url capabilities) {
    List<Url> fitting =
        offered.stream()
            .filter(one -> one.standardId().equals(standardId))
            .filter(
                one ->
                    one.securityMethods().stream()
                        .anyMatch(
                            uri ->
                                SecurityMethod.of(uri)
                                    .filter(found -> found == method)
                                    .isPresent()))
            .flatMap(one -> Url.of(one.accessUrl()).stream())
            .map(Url::bare)
            .filter(url -> url.origin().isSecure() || !capabilities.origin().isSecure())
            .toList();
    return fitting.stream()
        .filter(url -> url.origin().isSecure())
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  private static String offeredMethods(List<CapabilitiesXml.Interface> offered) {
    return offered.stream()
        .filter(one -> one.standardId().equals(NODES))
        .flatMap(one -> one.securityMethods().stream())
        .distinct()
        .map(uri -> SecurityMethod.of(uri).map(m -> m.name().toLowerCase(java.util.Locale.ROOT)))
        .flatMap(Optional::stream)
        .collect(java.util.stream.Collectors.joining(", "));
  }
}
