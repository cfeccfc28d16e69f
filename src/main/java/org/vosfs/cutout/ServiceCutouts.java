package org.vosfs.cutout;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.vosfs.base.NodePath;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fits.Section;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.vospace.SodaParameter;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/** Cutouts by the service of a mount. A service that cuts nothing is asked once. Thread-safe. */
public final class ServiceCutouts implements Service {
  private final VospaceClient client;
  private final Place place;
  private volatile boolean useless;

  /** Where a file of the mount is on the service. */
  @FunctionalInterface
  public interface Place {
    /** Empty when the service has another content than the mount shows. */
    Optional<NodePath> of(Location file) throws FsException;
  }

  public ServiceCutouts(VospaceClient client, Place place) {
    this.client = client;
    this.place = place;
  }

  @Override
  public boolean cut(Location file, CutoutSpec spec, OutputStream to) throws VospaceException {
    Optional<NodePath> path;
    try {
      path = useless ? Optional.empty() : place.of(file);
    } catch (FsException e) {
      return false; // the one who cuts here will hear it, too
    }
    if (path.isEmpty()) {
      return false;
    }
    boolean cut = client.cutout(path.get(), parameters(spec), to);
    useless |= !cut;
    return cut;
  }

  private static List<SodaParameter> parameters(CutoutSpec spec) {
    if (spec instanceof CutoutSpec.Sections some) {
      return some.sections().stream()
          .map(Section::toString)
          .map(text -> new SodaParameter("SUB", text))
          .toList();
    }
    if (spec instanceof CutoutSpec.Circle) {
      String text = spec.text();
      String numbers = text.substring(1, text.length() - 1).replace(',', ' ');
      return List.of(new SodaParameter("CIRCLE", numbers));
    }
    return List.of(
        spec instanceof CutoutSpec.Headers
            ? new SodaParameter("META", "true")
            : new SodaParameter("POS", spec.text()));
  }
}
