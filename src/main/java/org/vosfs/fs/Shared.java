package org.vosfs.fs;

import java.time.Instant;
import java.time.InstantSource;
import org.vosfs.base.Ticker;
import org.vosfs.cache.block.BlockCache;
import org.vosfs.cache.meta.MetaCache;
import org.vosfs.cache.staging.Staging;
import org.vosfs.upload.UploadQueue;
import org.vosfs.vospace.VospaceClient;

/**
 * What the parts of one mounted filesystem have in common; all of it thread-safe.
 *
 * @param host this machine's name, for conflict copies
 * @param mounted when the mount began: the time shown where the service tells none
 */
record Shared(
    FsSettings settings,
    VospaceClient client,
    MetaCache meta,
    BlockCache blocks,
    Staging staging,
    UploadQueue uploads,
    EntryTree tree,
    NameLeases leases,
    OpenFiles openFiles,
    Versions versions,
    InstantSource clock,
    Ticker ticker,
    String host,
    Instant mounted,
    AccessRules access,
    Leftovers leftovers,
    Absences absences,
    Watch watch,
    QuotaAbove quotaAbove) {

  /** Whether records of this service may lag behind its storage. */
  boolean isLagging() {
    return client.traits().atomicReplace().orElse(true);
  }
}
