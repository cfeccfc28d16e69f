package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.vosfs.base.NodePath;
import org.vosfs.cutout.Cutouts;
import org.vosfs.fits.CutoutException;
import org.vosfs.fits.CutoutNames;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.Reason;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;

/** What a mount is asked for parts of FITS files: it makes one and says where it lies. */
final class CutoutRequest implements Command {
  /** So many deadlines of the mount a part may take. */
  private static final int PATIENCE = 20;

  private final Cutouts cutouts;

  CutoutRequest(Cutouts cutouts) {
    this.cutouts = cutouts;
  }

  @Override
  public Object run(JsonNode request, Progress progress) throws CommandException {
    String path = request.path("path").asText();
    try {
      CutoutSpec spec = CutoutNames.spec(request.path("spec").asText());
      Location file = Location.of(NodePath.of(path));
      for (int tries = 1; ; tries++) {
        try {
          return Map.of("file", cutouts.make(file, spec).toString());
        } catch (FsException e) {
          if (e.reason() != Reason.TIMED_OUT || tries >= PATIENCE) {
            throw e;
          }
        }
      }
    } catch (CutoutException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    } catch (FsException e) {
      throw new CommandException(path + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CommandException("not a path: " + path);
    }
  }
}
