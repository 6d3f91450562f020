package dev.imagevault.app;

import dev.imagevault.domain.OwnerId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a user id from the command line. */
final class OwnerIdConverter implements ITypeConverter<OwnerId> {

  /** What Java makes of bytes that the locale does not know: another user's id, if anybody's. */
  private static final char UNDECODABLE = '\uFFFD';

  /** Made by the command line. */
  OwnerIdConverter() {}

  @Override
  public OwnerId convert(String text) {
    if (text.indexOf(UNDECODABLE) >= 0) {
      throw new TypeConversionException(
          "it has characters that the locale of this shell cannot pass on: set LC_ALL=C.UTF-8");
    }
    try {
      return new OwnerId(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
