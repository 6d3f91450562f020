/** Private user images as a library: it needs only the JDK's base. */
module dev.imagevault {
  requires static org.jspecify;

  exports dev.imagevault;
  exports dev.imagevault.domain;
  exports dev.imagevault.format;
  exports dev.imagevault.memory;
  exports dev.imagevault.port;
  exports dev.imagevault.render;
}
