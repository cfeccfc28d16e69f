package org.vosfs.config;

import java.util.function.Function;

/**
 * How the text of a setting becomes a value.
 *
 * @param <T> the value
 * @param placeholder for the help text, such as DURATION
 * @param accepted what may be written, with examples; ends the error message
 * @param parse throws {@link IllegalArgumentException} on anything else
 */
public record Kind<T>(String placeholder, String accepted, Function<String, T> parse) {}
