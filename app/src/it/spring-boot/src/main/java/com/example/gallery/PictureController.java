package com.example.gallery;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.OwnerId;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pictures of a member. Who the member is would be for Spring Security to say; here the path
 * does.
 */
@RestController
@RequestMapping("/members/{member}/pictures")
class PictureController {

  private final ImageVault vault;

  PictureController(ImageVault vault) {
    this.vault = vault;
  }

  @PostMapping
  ResponseEntity<Void> upload(@PathVariable String member, @RequestBody byte[] picture) {
    Image image = vault.upload(new OwnerId(member), Upload.of(picture).named("picture"));
    URI location = URI.create("/members/" + member + "/pictures/" + image.id().value());
    return ResponseEntity.created(location).build();
  }

  /** Sends the browser to where the picture is, for as long as its URL lives. */
  @GetMapping("/{id}")
  ResponseEntity<Void> show(@PathVariable String member, @PathVariable long id) {
    String url = vault.signedUrl(new OwnerId(member), new ImageId(id)).url();
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create(url)).build();
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(@PathVariable String member, @PathVariable long id) {
    vault.delete(new OwnerId(member), new ImageId(id));
    return ResponseEntity.noContent().build();
  }

  @ExceptionHandler
  ProblemDetail rejected(ImageRejectedException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail absent(ImageNotFoundException e) {
    return ProblemDetail.forStatus(HttpStatus.NOT_FOUND);
  }

  @ExceptionHandler
  ProblemDetail conflicting(ImageConflictException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail failed(BackEndException e) {
    return ProblemDetail.forStatus(
        e.retryable() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.INTERNAL_SERVER_ERROR);
  }
}
