package com.example.gallery;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.OwnerId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** The pictures of whoever is signed in. */
@RestController
@RequestMapping("/pictures")
class PictureController {

  private final ImageVault vault;

  PictureController(ImageVault vault) {
    this.vault = vault;
  }

  @PostMapping
  ResponseEntity<PictureView> upload(Principal user, @RequestParam MultipartFile file)
      throws IOException {
    try (InputStream content = file.getInputStream()) {
      Upload upload = Upload.of(content, file.getSize()).named(file.getOriginalFilename());
      Image image = vault.upload(new OwnerId(user.getName()), upload);
      return ResponseEntity.created(URI.create("/pictures/" + image.id()))
          .body(PictureView.of(image, vault.sign(image)));
    }
  }

  @GetMapping
  List<PictureView> list(Principal user) {
    return vault.list(new OwnerId(user.getName()), ImageCursor.NEWEST, 50).images().stream()
        .map(image -> PictureView.of(image, vault.sign(image)))
        .toList();
  }

  /** Sends the browser to where the picture is, for as long as its URL lives. */
  @GetMapping("/{id}")
  ResponseEntity<Void> show(Principal user, @PathVariable String id) {
    String url = vault.signedUrl(new OwnerId(user.getName()), ImageId.parse(id)).url();
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create(url)).build();
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(Principal user, @PathVariable String id) {
    vault.delete(new OwnerId(user.getName()), ImageId.parse(id));
  }
}
