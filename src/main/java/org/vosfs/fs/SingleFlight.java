package org.vosfs.fs;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets concurrent askers of the same question share one request: the first asks, the others wait
 * for its answer. Holds no lock meanwhile. Thread-safe.
 */
final class SingleFlight<K, V> {
  /** A question to the service. */
  @FunctionalInterface
  interface Question<V> {
    V ask() throws FsException;
  }

  private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
  private final Duration patience;

  /**
   * @param patience how long to wait for somebody else's answer
   */
  SingleFlight(Duration patience) {
    this.patience = patience;
  }

  V ask(K key, Question<V> question) throws FsException {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> running = flights.putIfAbsent(key, mine);
    if (running != null) {
      return join(running);
    }
    try {
      V answer = question.ask();
      mine.complete(answer);
      return answer;
    } catch (FsException | RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(key, mine);
    }
  }

  private V join(CompletableFuture<V> running) throws FsException {
    try {
      return running.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw RemoteFaults.translate(failure);
      }
      throw new FsException(Reason.IO, "the shared request failed", e.getCause());
    } catch (TimeoutException e) {
      throw new FsException(Reason.TIMED_OUT, "no answer to the shared request in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Reason.IO, "interrupted while waiting for the service");
    }
  }
}
