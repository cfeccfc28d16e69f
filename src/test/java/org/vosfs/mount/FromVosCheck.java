package org.vosfs.mount;

import org.jspecify.annotations.Nullable;
import org.vosfs.demo.Profile;

/**
 * What a row of docs/FROM-VOS.md is expected to do.
 *
 * @param elsewhere the test that runs it, which needs more than a mount; else null
 * @param atRoot whether ~/vos has to be the mount point itself
 */
record FromVosCheck(Outcome vault, Outcome cavern, boolean atRoot, @Nullable String elsewhere) {
  /**
   * One outcome.
   *
   * @param output an expression for all that is printed
   * @param after a script that fails when it was not done
   */
  record Outcome(int code, int otherCode, String output, String after) {
    Outcome(int code, String output, String after) {
      this(code, code, output, after);
    }

    Outcome checking(String script) {
      return new Outcome(code, otherCode, output, script);
    }
  }

  static FromVosCheck prints(String output) {
    return of(new Outcome(0, output, "true"));
  }

  /** Prints nothing, and afterwards {@code script} succeeds. */
  static FromVosCheck then(String script) {
    return of(new Outcome(0, "", script));
  }

  static FromVosCheck fails(int code, String output, String after) {
    return of(new Outcome(code, output, after));
  }

  static FromVosCheck by(String test) {
    return new FromVosCheck(new Outcome(0, "", ""), new Outcome(0, "", ""), false, test);
  }

  private static FromVosCheck of(Outcome outcome) {
    return new FromVosCheck(outcome, outcome, false, null);
  }

  /** And afterwards {@code script} succeeds. */
  FromVosCheck checking(String script) {
    return new FromVosCheck(vault.checking(script), cavern.checking(script), atRoot, elsewhere);
  }

  /** Programs of some versions end with another code. */
  FromVosCheck orFails(int code) {
    Outcome outcome = new Outcome(vault.code(), code, vault.output(), vault.after());
    return new FromVosCheck(outcome, outcome, atRoot, elsewhere);
  }

  /** What the service itself lacks. */
  FromVosCheck onCavern(int code, String output, String after) {
    return new FromVosCheck(vault, new Outcome(code, output, after), atRoot, elsewhere);
  }

  /** What it lacks may be told in another way. */
  FromVosCheck orOnCavern(int code) {
    Outcome other = new Outcome(cavern.code(), code, cavern.output(), cavern.after());
    return new FromVosCheck(vault, other, atRoot, elsewhere);
  }

  FromVosCheck atMountPoint() {
    return new FromVosCheck(vault, cavern, true, elsewhere);
  }

  Outcome on(Profile profile) {
    return profile == Profile.CAVERN ? cavern : vault;
  }
}
