package org.vosfs.cli;

import java.io.PrintStream;
import org.vosfs.cli.MountRun.LayersFactory;

/** What commands work with. */
record Context(Places places, PrintStream out, PrintStream err, LayersFactory layers) {}
