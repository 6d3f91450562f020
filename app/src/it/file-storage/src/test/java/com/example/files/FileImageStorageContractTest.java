package com.example.files;

import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.port.ImageStorage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FileImageStorageContractTest extends ImageStorageContract {

  @TempDir Path directory;
  private ImageStorage storage;

  @BeforeEach
  void makeStorage() throws IOException {
    storage = new FileImageStorage(directory);
  }

  @Override
  protected ImageStorage storage() {
    return storage;
  }
}
