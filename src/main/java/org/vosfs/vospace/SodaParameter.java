package org.vosfs.vospace;

/**
 * One parameter of a request for a part of a FITS file (protocol §11.1), not encoded.
 *
 * @param name as SUB or CIRCLE
 */
public record SodaParameter(String name, String value) {}
