package org.vosfs.cli;

import java.nio.file.Path;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.config.SpaceName;

/** What the user asked to be mounted: where, what, and with which settings. */
record MountRequest(SpaceName space, Path mountPoint, MountOptions options, Settings settings) {}
