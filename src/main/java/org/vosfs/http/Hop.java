package org.vosfs.http;

/** One link of the chain in {@link Transport}: passes a call on and may act on what comes back. */
@FunctionalInterface
interface Hop {
  Reply send(Call call, Limits limits) throws HttpFailure;
}
