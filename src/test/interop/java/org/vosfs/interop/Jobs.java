package org.vosfs.interop;

import ca.nrc.cadc.uws.server.MemoryJobPersistence;
import ca.nrc.cadc.uws.server.RandomStringGenerator;
import ca.nrc.cadc.uws.server.SimpleJobManager;
import ca.nrc.cadc.uws.server.SyncJobExecutor;
import ca.nrc.cadc.uws.server.ThreadPoolExecutor;
import org.opencadc.vospace.server.transfers.TransferRunner;

/** The jobs of all servlets, in one place; the managers are loaded by name. */
final class Jobs {
  private static final MemoryJobPersistence ALL =
      new MemoryJobPersistence(new RandomStringGenerator(16), new Users(), 30_000);

  private Jobs() {}

  /** Runs jobs in threads of their own. */
  public static final class Asynchronous extends SimpleJobManager {
    public Asynchronous() {
      setJobPersistence(ALL);
      setJobExecutor(new ThreadPoolExecutor(ALL, TransferRunner.class, 4));
    }
  }

  /** Runs jobs on the request's thread. */
  public static final class Synchronous extends SimpleJobManager {
    public Synchronous() {
      setJobPersistence(ALL);
      setJobExecutor(new SyncJobExecutor(ALL, TransferRunner.class));
    }
  }
}
