package org.vosfs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vosfs.fs.FileSystem;
import org.vosfs.http.Traffic;
import org.vosfs.status.Command;
import org.vosfs.status.Figure;
import org.vosfs.status.StatusSource;

/** Everything of a mount below the adapter, assembled and running. */
interface Layers extends AutoCloseable {
  FileSystem files();

  Unsent unsent();

  /** What the layers tell, by section. */
  Map<String, StatusSource> status();

  /** What monitors read of the layers. */
  List<Figure> figures();

  /** What goes over the wire. */
  Traffic traffic();

  /** What the layers can be asked to do, by request; nothing that every mount knows anyway. */
  Map<String, Command> commands();

  /** Directories that must not lie inside the mount. */
  List<Path> ownDirectories();

  /** Where unsent bytes stay, for messages. */
  Path stagingDirectory();

  /** Ends all layers, uploads last; what is unsent stays in the journal. */
  @Override
  void close();
}
