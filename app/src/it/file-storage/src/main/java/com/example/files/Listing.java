package com.example.files;

import dev.imagevault.port.ListedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The objects below a directory, in the order of their keys, one directory in memory at a time. */
record Listing(Path root, String prefix) {

  Stream<ListedObject> stream() {
    return below(root, "");
  }

  /** Files and directories are ordered as keys are: {@code a-b/} comes before {@code a/}. */
  private Stream<ListedObject> below(Path directory, String key) {
    List<String> names;
    try (Stream<Path> children = Files.list(directory)) {
      names =
          children
              .map(child -> child.getFileName() + (Files.isDirectory(child) ? "/" : ""))
              .filter(name -> mayMatch(key + name))
              .sorted(Comparator.naturalOrder())
              .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw FileImageStorage.refused("list " + directory, e);
    }
    return names.stream()
        .flatMap(
            name ->
                name.endsWith("/")
                    ? below(directory.resolve(name), key + name)
                    : object(directory.resolve(name), key + name));
  }

  private boolean mayMatch(String key) {
    return key.startsWith(prefix) || (key.endsWith("/") && prefix.startsWith(key));
  }

  private static Stream<ListedObject> object(Path file, String key) {
    try {
      long size = Files.size(file) - FileHeader.LENGTH;
      return Stream.of(new ListedObject(key, size, Files.getLastModifiedTime(file).toInstant()));
    } catch (NoSuchFileException e) {
      return Stream.empty(); // deleted meanwhile
    } catch (IOException e) {
      throw FileImageStorage.refused("list " + key, e);
    }
  }
}
