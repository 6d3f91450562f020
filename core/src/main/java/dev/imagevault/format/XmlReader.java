package dev.imagevault.format;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The tags of an XML document in order, each with its attributes and the text before it. There is
 * no document type, and entities are left as they are written, so nothing grows; what is not
 * well-formed ends the reading. Not thread-safe.
 */
final class XmlReader {

  /** What {@link #next} passed. */
  enum Tag {
    START,
    EMPTY,
    END,
    /** The document ended. */
    NONE,
    /** It is not well-formed, has a document type or more attributes than are read. */
    BROKEN
  }

  private static final int MAX_ATTRIBUTES = 1024;
  private static final int MAX_TEXT = 128;

  private final byte[] array;
  private final int end;
  private final Budget budget;
  private final StringBuilder text = new StringBuilder();
  private Map<String, String> attributes = new HashMap<>();
  private String name = "";
  private int attributesRead;
  private int at;

  XmlReader(Reader document) {
    this.array = document.array();
    this.at = document.position();
    this.end = document.end();
    this.budget = document.budget();
  }

  /** Returns the name of the tag that was passed last, with its prefix. */
  String name() {
    return name;
  }

  /** Returns the attributes of the tag that was passed last. */
  Map<String, String> attributes() {
    return attributes;
  }

  /** Returns the text before the tag that was passed last, cut off if it is long. */
  String text() {
    return text.toString().strip();
  }

  /** Passes text, comments and instructions, then the next tag. */
  Tag next() {
    int start = at;
    text.setLength(0);
    Tag tag = passTag();
    budget.steps(at - start);
    return tag;
  }

  private Tag passTag() {
    while (at < end) {
      if (array[at] != '<') {
        appendText(indexOf("<"));
      } else if (passes("<!--")) {
        at = indexOf("-->");
        passes("-->");
      } else if (passes("<?")) {
        at = indexOf("?>");
        passes("?>");
      } else if (passes("<![CDATA[")) {
        appendText(indexOf("]]>"));
        passes("]]>");
      } else if (passes("</")) {
        return endTag();
      } else {
        at++;
        return startTag();
      }
    }
    return Tag.NONE;
  }

  private Tag endTag() {
    name = readName();
    passSpace();
    return !name.isEmpty() && passes(">") ? Tag.END : Tag.BROKEN;
  }

  /** A document type's name would begin with an exclamation mark, which is no part of a name. */
  private Tag startTag() {
    name = readName();
    attributes = new HashMap<>();
    if (name.isEmpty()) {
      return Tag.BROKEN;
    }
    passSpace();
    while (at < end && array[at] != '>' && array[at] != '/') {
      if (!attribute()) {
        return Tag.BROKEN;
      }
      passSpace();
    }
    boolean isEmpty = passes("/");
    if (!passes(">")) {
      return Tag.BROKEN;
    }
    return isEmpty ? Tag.EMPTY : Tag.START;
  }

  private boolean attribute() {
    String attribute = readName();
    passSpace();
    if (attribute.isEmpty() || !passes("=")) {
      return false;
    }
    passSpace();
    String quote = passes("'") ? "'" : "\"";
    if (quote.equals("\"") && !passes("\"")) {
      return false;
    }
    int start = at;
    at = indexOf(quote);
    String value = string(start);
    return passes(quote)
        && ++attributesRead <= MAX_ATTRIBUTES
        && attributes.put(attribute, value) == null;
  }

  private String readName() {
    int start = at;
    while (at < end && isOfName(array[at])) {
      at++;
    }
    return string(start);
  }

  private static boolean isOfName(byte each) {
    return (each >= 'a' && each <= 'z')
        || (each >= 'A' && each <= 'Z')
        || (each >= '0' && each <= '9')
        || each == ':'
        || each == '_'
        || each == '-'
        || each == '.'
        || each < 0;
  }

  private void passSpace() {
    while (at < end && (array[at] == ' ' || (array[at] >= '\t' && array[at] <= '\r'))) {
      at++;
    }
  }

  private void appendText(int to) {
    int start = at;
    at = Math.min(to, start + MAX_TEXT);
    if (text.length() < MAX_TEXT) {
      text.append(string(start));
    }
    at = to;
  }

  private boolean passes(String characters) {
    if (!comes(characters, at)) {
      return false;
    }
    at += characters.length();
    return true;
  }

  private boolean comes(String characters, int where) {
    for (int i = 0; i < characters.length(); i++) {
      if (where + i >= end || array[where + i] != characters.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns where these characters come next, or where the document ends. */
  private int indexOf(String characters) {
    int found = at;
    while (found < end && !comes(characters, found)) {
      found++;
    }
    return found;
  }

  private String string(int start) {
    return new String(array, start, at - start, StandardCharsets.ISO_8859_1);
  }
}
