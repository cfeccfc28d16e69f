package org.vosfs.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vosfs.auth.AuthHeader;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.Proof;

/**
 * Shows the identity to those it belongs to, and only to them; when it is refused, reads it again
 * and tries once more, or twice where that one, too, ended on its way (protocol §12.2). When there
 * is none that is good any more, public data stays readable: what changes nothing is asked
 * anonymously, the rest fails.
 */
final class Authorising implements Hop {
  private static final int MOST_MORE = 2;

  private final Wire wire;
  private final Credentials credentials;
  private volatile CredentialScope scope = CredentialScope.nowhere();
  private volatile boolean readsWithout;

  Authorising(Wire wire, Credentials credentials) {
    this.wire = wire;
    this.credentials = credentials;
  }

  void scope(CredentialScope wider) {
    scope = wider;
  }

  void readWithout() {
    readsWithout = true;
  }

  /** What one try brought: a reply, or the word that the credential is not good. */
  private record Tried(Proof shown, @Nullable Reply reply, @Nullable IOException refusal) {
    boolean isRefused() {
      return refusal != null || (reply != null && reply.status() == 401);
    }
  }

  @Override
  public Reply send(Call call, Limits limits) throws HttpFailure {
    if (!call.credentials() || !scope.includes(call.url())) {
      return wire.send(call, limits);
    }
    Proof proof;
    try {
      proof = credentials.proof();
    } catch (IOException e) {
      return without(call, limits, e);
    }
    if (proof.isNone()) {
      return wire.send(call, limits);
    }
    Tried tried = tryWith(proof, call, limits);
    for (int more = 0; more < MOST_MORE && tried.isRefused(); more++) {
      if (!credentials.refresh(tried.shown())) {
        break;
      }
      close(tried);
      tried = again(call, limits);
    }
    Reply reply = tried.reply();
    if (reply != null && (!tried.isRefused() || !readsWithout || isChange(call))) {
      return reply;
    }
    close(tried);
    IOException refusal = tried.refusal();
    return without(call, limits, refusal != null ? refusal : refused());
  }

  private IOException refused() {
    return new IOException(
        credentials.description()
            + " is refused: wrong or expired; renew it, such as with: vosfs login");
  }

  private Tried again(Call call, Limits limits) throws HttpFailure {
    Proof proof;
    try {
      proof = credentials.proof();
    } catch (IOException e) {
      return new Tried(Proof.NONE, null, e);
    }
    return tryWith(proof, call, limits);
  }

  private Tried tryWith(Proof proof, Call call, Limits limits) throws HttpFailure {
    AuthHeader header = proof.header();
    Call shown = header == null ? call : call.header(header.name(), header.value());
    try {
      return new Tried(proof, wire.send(shown, limits, proof.certificate()), null);
    } catch (HttpFailure e) {
      if (e.kind() != HttpFailure.Kind.CREDENTIAL) {
        throw e;
      }
      return new Tried(proof, null, e);
    }
  }

  private Reply without(Call call, Limits limits, IOException why) throws HttpFailure {
    if (readsWithout && !isChange(call)) {
      Reply reply = wire.send(call, limits);
      if (reply.status() != 401 && reply.status() != 403) {
        return reply;
      }
      reply.close();
    }
    throw new HttpFailure(
        HttpFailure.Kind.CREDENTIAL, call.url().origin(), String.valueOf(why.getMessage()), why);
  }

  private static boolean isChange(Call call) {
    return call.repeat() != Repeat.SAFE;
  }

  private static void close(Tried tried) {
    Reply reply = tried.reply();
    if (reply != null) {
      reply.close();
    }
  }
}
