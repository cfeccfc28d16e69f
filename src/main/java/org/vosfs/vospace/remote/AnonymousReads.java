package org.vosfs.vospace.remote;

import java.util.List;
import org.vosfs.auth.Credentials;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Limits;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.CapabilitiesXml;

/** Reads what is everybody's, one try each, without showing who asks. */
final class AnonymousReads implements ServiceLocator.Texts {
  private final AccountServices.Means means;

  AnonymousReads(AccountServices.Means means) {
    this.means = means;
  }

  @Override
  public String read(Url url) throws VospaceException {
    return read(url, Registry::text);
  }

  List<CapabilitiesXml.Interface> capabilities(Url url) throws VospaceException {
    return read(url, CapabilitiesXml::read);
  }

  private <T> T read(Url url, ServiceCalls.Body<T> body) throws VospaceException {
    return answer(url, reply -> ServiceCalls.read("read " + url, reply, body));
  }

  /** The challenges of an answer of any status. */
  List<String> challenges(Url url) throws VospaceException {
    return answer(url, reply -> reply.headers("WWW-Authenticate"));
  }

  /** What is made of an answer. */
  private interface Taking<T> {
    T from(Reply reply) throws VospaceException;
  }

  private <T> T answer(Url url, Taking<T> taking) throws VospaceException {
    Credentials nobody = Credentials.anonymous();
    try (Transport transport = new Transport(means.http(), nobody, means.surroundings());
        Reply reply = transport.send(Call.get(url).repeat(Repeat.NEVER), limits())) {
      return taking.from(reply);
    } catch (HttpFailure e) {
      throw FaultMapper.of("read " + url, e);
    }
  }

  private Limits limits() {
    return Limits.until(Deadline.in(means.deadline(), means.surroundings().ticker()));
  }
}
