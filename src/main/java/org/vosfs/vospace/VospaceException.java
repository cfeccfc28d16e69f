package org.vosfs.vospace;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a service did not do what it was asked; one subclass per case that a caller treats in its own
 * way (protocol §12, §13). Messages are one line, hold no credential, and say what was asked.
 *
 * <p>{@link #isTransient()} tells whether the same request may succeed later without anybody
 * changing anything.
 */
public abstract sealed class VospaceException extends Exception {
  private static final long serialVersionUID = 1L;

  private VospaceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** True when trying again later, unchanged, makes sense. */
  public boolean isTransient() {
    return false;
  }

  /** No such node, or no such parent. Only ever thrown on the service's clear word. */
  public static final class NotFound extends VospaceException {
    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
      super(message, null);
    }
  }

  /** A link whose target cannot be followed: broken, cyclic or too long a chain. */
  public static final class UnreadableLink extends VospaceException {
    private static final long serialVersionUID = 1L;

    public UnreadableLink(String message) {
      super(message, null);
    }
  }

  /** The caller may not do this. */
  public static final class Denied extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Denied(String message) {
      super(message, null);
    }
  }

  /** The credential is missing, expired or wrong, also after it was read again. */
  public static final class NotAuthenticated extends VospaceException {
    private static final long serialVersionUID = 1L;

    public NotAuthenticated(String message) {
      super(message, null);
    }
  }

  /** The node is locked by its owner (protocol §6.5). */
  public static final class Locked extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Locked(String message) {
      super(message, null);
    }
  }

  /** A node of that name exists. */
  public static final class AlreadyExists extends VospaceException {
    private static final long serialVersionUID = 1L;

    public AlreadyExists(String message) {
      super(message, null);
    }
  }

  /** A container that should have been empty is not. */
  public static final class NotEmpty extends VospaceException {
    private static final long serialVersionUID = 1L;

    public NotEmpty(String message) {
      super(message, null);
    }
  }

  /** Somebody else is writing the node. */
  public static final class Busy extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Busy(String message) {
      super(message, null);
    }

    @Override
    public boolean isTransient() {
      return true;
    }
  }

  /** The service calls the request itself wrong. */
  public static final class Invalid extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message, null);
    }
  }

  /** The service does not offer this. */
  public static final class Unsupported extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Unsupported(String message) {
      super(message, null);
    }
  }

  /** No room left in the allocation. */
  public static final class QuotaExceeded extends VospaceException {
    private static final long serialVersionUID = 1L;

    public QuotaExceeded(String message) {
      super(message, null);
    }
  }

  /** The object is larger than the storage takes. */
  public static final class TooLarge extends VospaceException {
    private static final long serialVersionUID = 1L;

    public TooLarge(String message) {
      super(message, null);
    }
  }

  /** The service is in read-only maintenance: reading goes on, changes are refused. */
  public static final class ReadOnly extends VospaceException {
    private static final long serialVersionUID = 1L;

    public ReadOnly(String message) {
      super(message, null);
    }

    @Override
    public boolean isTransient() {
      return true;
    }
  }

  /** Bytes were refused or arrived broken: length or digest disagree. */
  public static final class Corrupt extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Corrupt(String message) {
      super(message, null);
    }

    @Override
    public boolean isTransient() {
      return true;
    }
  }

  /** The service asked to be left alone for a while. */
  public static final class Throttled extends VospaceException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    public Throttled(String message, @Nullable Duration retryAfter) {
      super(message, null);
      this.retryAfter = retryAfter;
    }

    /** How long the service wants to wait, if it said so. */
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }

    @Override
    public boolean isTransient() {
      return true;
    }
  }

  /** Nothing usable came back: no connection, connection lost, time over, a failing gateway. */
  public static final class Unavailable extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean isTransient() {
      return true;
    }
  }

  /** What came back is not what the protocol says: broken XML, HTML from a proxy, a server bug. */
  public static final class Malformed extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Malformed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean isTransient() {
      return true;
    }
  }

  /** The caller's own side failed: its source or sink of bytes threw. */
  public static final class Local extends VospaceException {
    private static final long serialVersionUID = 1L;

    public Local(java.io.IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
