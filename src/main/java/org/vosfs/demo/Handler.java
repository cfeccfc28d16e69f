package org.vosfs.demo;

import java.io.IOException;

/** Serves the requests of one endpoint. Thread-safe. */
interface Handler {
  /**
   * Answers one request.
   *
   * @param rest raw path behind the endpoint, empty or beginning with a slash
   */
  void handle(Exchange exchange, String rest) throws IOException, Refusal;
}
