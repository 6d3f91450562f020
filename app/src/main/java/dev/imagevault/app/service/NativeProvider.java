package dev.imagevault.app.service;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Corretto Crypto Provider, for the platform that this process runs on.
 *
 * <p>Its native file has the same name on every platform. The build unpacks each platform's jar
 * into a directory of its own, and a class loader of its own reads the one that fits, so that one
 * jar runs everywhere.
 */
public final class NativeProvider {

  private static final String TYPE =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private NativeProvider() {}

  /**
   * Returns the provider, whose native code is loaded. It is not installed: whoever wants it names
   * it.
   *
   * @throws NoSuchProviderException where it cannot be loaded; the message tells why
   */
  public static Provider load() throws NoSuchProviderException {
    String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    String platform =
        platform(System.getProperty("os.name"), System.getProperty("os.arch"))
            .orElseThrow(() -> new NoSuchProviderException("there is none for " + system));
    try {
      // Stays open: classes are read from it as they are needed.
      ClassLoader loader =
          new URLClassLoader(new URL[] {root(platform)}, ClassLoader.getPlatformClassLoader());
      Class<?> type = Class.forName(TYPE, true, loader);
      Provider provider = (Provider) type.getField("INSTANCE").get(null);
      Throwable failure = (Throwable) type.getMethod("getLoadingError").invoke(provider);
      if (failure != null) {
        throw failed(failure);
      }
      return provider;
    } catch (ReflectiveOperationException | MalformedURLException | LinkageError e) {
      throw failed(e);
    }
  }

  private static NoSuchProviderException failed(Throwable why) {
    NoSuchProviderException failure = new NoSuchProviderException(why.toString());
    failure.initCause(why);
    return failure;
  }

  /**
   * Returns the name that a platform's directory ends with; empty where there is no build for it.
   */
  static Optional<String> platform(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch_64";
          default -> "";
        };
    if (name.equals("linux") && !arch.isEmpty()) {
      return Optional.of("linux-" + arch);
    }
    return name.startsWith("mac") && arch.equals("aarch_64")
        ? Optional.of("osx-aarch_64")
        : Optional.empty();
  }

  /** Returns the directory, of a jar or of the file system, that holds the platform's classes. */
  private static URL root(String platform) throws MalformedURLException, NoSuchProviderException {
    String entry = TYPE.replace('.', '/') + ".class";
    @Nullable URL type =
        NativeProvider.class.getResource(
            "/native/AmazonCorrettoCryptoProvider-" + platform + "/" + entry);
    if (type == null) {
      throw new NoSuchProviderException("this build carries none for " + platform);
    }
    String url = type.toString();
    return new URL(url.substring(0, url.length() - entry.length()));
  }
}
