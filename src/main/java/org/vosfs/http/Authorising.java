package org.vosfs.http;

import java.io.IOException;
import java.util.Optional;
import org.vosfs.auth.AuthHeader;
import org.vosfs.auth.Credentials;

/**
 * Shows the identity to those it belongs to, and only to them; after a 401 reads it again and tries
 * once more (protocol §12.2).
 */
final class Authorising implements Hop {
  private final Hop next;
  private final Credentials credentials;
  private volatile CredentialScope scope = CredentialScope.nowhere();

  Authorising(Hop next, Credentials credentials) {
    this.next = next;
    this.credentials = credentials;
  }

  void scope(CredentialScope wider) {
    scope = wider;
  }

  @Override
  public Reply send(Call call, Limits limits) throws HttpFailure {
    if (!call.credentials() || !scope.includes(call.url())) {
      return next.send(call, limits);
    }
    Optional<AuthHeader> header = header(call);
    if (header.isEmpty()) {
      return next.send(call, limits);
    }
    Reply reply = next.send(with(call, header.get()), limits);
    if (reply.status() != 401 || !credentials.refresh(header.get())) {
      return reply;
    }
    reply.close();
    return next.send(header(call).map(renewed -> with(call, renewed)).orElse(call), limits);
  }

  private static Call with(Call call, AuthHeader header) {
    return call.header(header.name(), header.value());
  }

  private Optional<AuthHeader> header(Call call) throws HttpFailure {
    try {
      return credentials.header();
    } catch (IOException e) {
      throw new HttpFailure(
          HttpFailure.Kind.CREDENTIAL, call.url().origin(), String.valueOf(e.getMessage()), e);
    }
  }
}
