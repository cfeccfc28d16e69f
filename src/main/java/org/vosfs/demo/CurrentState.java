package org.vosfs.demo;

/** The state of a running service. Thread-safe. */
final class CurrentState {
  private volatile ServiceState state = ServiceState.READ_WRITE;

  ServiceState get() {
    return state;
  }

  void set(ServiceState value) {
    state = value;
  }
}
