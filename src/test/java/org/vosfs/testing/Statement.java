package org.vosfs.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The statements of docs/SEMANTICS.md that a test executes, word by word. {@code DocsTest} compares
 * both ways: every row of the document stands at the test it names, and every annotation in the
 * document.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Statement {
  String[] value();
}
