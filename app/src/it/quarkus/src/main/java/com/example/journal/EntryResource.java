package com.example.journal;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Authors' entries, over HTTP. */
@Path("/authors/{author}/entries")
@Blocking
public class EntryResource {

  /** What a page shows of an entry. */
  public record Entry(String id, int width, int height, String url, Instant urlExpiresAt) {}

  private final ImageVault vault;
  private final Journal journal;

  EntryResource(ImageVault vault, Journal journal) {
    this.vault = vault;
    this.journal = journal;
  }

  @POST
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  public RestResponse<Entry> add(@RestPath String author, byte[] picture) throws SQLException {
    return RestResponse.status(Response.Status.CREATED, view(journal.add(author, picture)));
  }

  @GET
  public List<Entry> newest(@RestPath String author) {
    return vault.list(new OwnerId(author), ImageCursor.NEWEST, 10).images().stream()
        .map(this::view)
        .toList();
  }

  @DELETE
  @Path("{id}")
  public void delete(@RestPath String author, @RestPath String id) {
    vault.delete(new OwnerId(author), ImageId.parse(id));
  }

  @ServerExceptionMapper
  public RestResponse<Map<String, String>> rejected(ImageRejectedException e) {
    return ResponseBuilder.<Map<String, String>>create(422)
        .entity(Map.of("detail", e.getMessage()))
        .build();
  }

  @ServerExceptionMapper
  public RestResponse<Void> absent(ImageNotFoundException e) {
    return RestResponse.notFound();
  }

  private Entry view(Image image) {
    SignedUrl url = vault.sign(image);
    return new Entry(
        image.id().toString(),
        image.original().width(),
        image.original().height(),
        url.url(),
        url.expiresAt());
  }
}
