package org.vosfs.interop;

import ca.nrc.cadc.auth.AuthorizationTokenPrincipal;
import ca.nrc.cadc.auth.HttpPrincipal;
import ca.nrc.cadc.auth.IdentityManager;
import ca.nrc.cadc.auth.NotAuthenticatedException;
import ca.nrc.cadc.reg.Standards;
import java.net.URI;
import java.security.Principal;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Knows everybody by a token {@code tok-NAME}; loaded by name, as the classes want it. */
public final class Users implements IdentityManager {
  static final String TOKEN = "tok-";

  static Subject subject(String name) {
    Subject subject = new Subject();
    subject.getPrincipals().add(new HttpPrincipal(name));
    return subject;
  }

  @Override
  public Set<URI> getSecurityMethods() {
    return Set.of(Standards.SECURITY_METHOD_ANON, Standards.SECURITY_METHOD_TOKEN);
  }

  @Override
  public Subject validate(Subject subject) {
    for (AuthorizationTokenPrincipal shown :
        subject.getPrincipals(AuthorizationTokenPrincipal.class)) {
      String value = shown.getHeaderValue();
      int start = value.indexOf(TOKEN);
      if (start < 0) {
        throw new NotAuthenticatedException("invalid token");
      }
      subject.getPrincipals().remove(shown);
      subject.getPrincipals().add(new HttpPrincipal(value.substring(start + TOKEN.length())));
    }
    return subject;
  }

  @Override
  public Subject augment(Subject subject) {
    return subject;
  }

  @Override
  public Subject toSubject(Object owner) {
    return subject(String.valueOf(owner));
  }

  @Override
  public @Nullable Object toOwner(Subject subject) {
    return toDisplayString(subject);
  }

  @Override
  public @Nullable String toDisplayString(@Nullable Subject subject) {
    if (subject == null) {
      return null;
    }
    return subject.getPrincipals().stream().map(Principal::getName).findFirst().orElse(null);
  }
}
