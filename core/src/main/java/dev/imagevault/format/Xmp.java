package dev.imagevault.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an XMP packet (ISO 16684-1) that are numbers or short texts, or lists of such,
 * in some name spaces. What has more levels than XMP needs is not read.
 */
final class Xmp {

  private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  private static final int MAX_LEVELS = 32;
  private static final int MAX_VALUES = 4;
  private static final int PROPERTY = 256;

  private final XmlReader xml;
  private final Budget budget;
  private final List<String> namespaces;
  private final Deque<Element> open = new ArrayDeque<>();
  private final Map<String, List<String>> properties = new HashMap<>();

  /** An element that was not closed, as written and with its name space, and those it declares. */
  private record Element(String written, String name, Map<String, String> declared) {}

  private Xmp(Reader packet, List<String> namespaces) {
    this.xml = new XmlReader(packet);
    this.budget = packet.budget();
    this.namespaces = namespaces;
  }

  /**
   * Returns the values of each property, by its name space followed by its name, or null if this is
   * no XMP that can be read.
   *
   * @param namespaces of which properties are read
   */
  static @Nullable Map<String, List<String>> read(Reader packet, List<String> namespaces) {
    Xmp xmp = new Xmp(packet, namespaces);
    return xmp.isRead() ? xmp.properties : null;
  }

  private boolean isRead() {
    while (true) {
      XmlReader.Tag tag = xml.next();
      takeText(xml.text());
      switch (tag) {
        case START, EMPTY -> {
          if (open.size() == MAX_LEVELS) {
            return false;
          }
          start();
          if (tag == XmlReader.Tag.EMPTY) {
            open.pop();
          }
        }
        case END -> {
          if (open.isEmpty() || !open.pop().written().equals(xml.name())) {
            return false;
          }
        }
        case NONE -> {
          return open.isEmpty();
        }
        case BROKEN -> {
          return false;
        }
      }
    }
  }

  private void start() {
    Map<String, String> declared = Map.of();
    for (Map.Entry<String, String> attribute : xml.attributes().entrySet()) {
      if (attribute.getKey().startsWith("xmlns:")) {
        declared = declared.isEmpty() ? new HashMap<>() : declared;
        declared.put(attribute.getKey().substring("xmlns:".length()), attribute.getValue());
      }
    }
    open.push(new Element(xml.name(), expanded(xml.name(), declared), declared));
    if (name(0).equals(RDF + "Description") && name(1).equals(RDF + "RDF")) {
      for (Map.Entry<String, String> attribute : xml.attributes().entrySet()) {
        put(expanded(attribute.getKey(), Map.of()), attribute.getValue());
      }
    }
  }

  /** Takes the text of a property's element, or of an item of the list that is its value. */
  private void takeText(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (name(1).equals(RDF + "Description") && name(2).equals(RDF + "RDF")) {
      put(name(0), text);
    } else if (name(0).equals(RDF + "li") && name(3).equals(RDF + "Description")) {
      put(name(2), text);
    }
  }

  private void put(String name, String value) {
    if (namespaces.stream().anyMatch(name::startsWith)) {
      List<String> values = properties.computeIfAbsent(name, any -> new ArrayList<>(1));
      if (values.size() < MAX_VALUES) {
        budget.remember(PROPERTY);
        values.add(value);
      }
    }
  }

  /** Returns the name of an open element, this many levels above the last, or nothing. */
  private String name(int levels) {
    return open.stream().skip(levels).findFirst().map(Element::name).orElse("");
  }

  /** Returns a name with its name space in place of its prefix; without one, nothing. */
  private String expanded(String written, Map<String, String> declared) {
    int colon = written.indexOf(':');
    String prefix = written.substring(0, Math.max(0, colon));
    String namespace = declared.get(prefix);
    for (Element element : open) {
      namespace = namespace == null ? element.declared().get(prefix) : namespace;
    }
    return namespace == null ? "" : namespace + written.substring(colon + 1);
  }
}
