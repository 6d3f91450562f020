package dev.imagevault.javalin.image;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagevault.ImageVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.answer.Gate;
import dev.imagevault.javalin.answer.Json;
import dev.imagevault.javalin.answer.StreamedAnswer;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.Observation;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;

/** Lists a user's images: a page of them, or all. */
public final class ListingHandler {

  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}|1000");
  private static final int DEFAULT_LIMIT = 100;

  /** How many images are read, signed and written at a time. */
  private static final int BATCH = 100;

  private final ImageVault vault;
  private final Gate continued;
  private final ScheduledExecutorService timer;

  public ListingHandler(ImageVault vault, ScheduledExecutorService timer) {
    this.vault = vault;
    this.continued = new Gate(Budgets.CONTINUED_LISTINGS, Budgets.ANSWER, timer);
    this.timer = timer;
  }

  /** Answers with a page, if the request asks for one, or else with all images. */
  public void list(Context ctx) {
    Optional<Integer> limit = parameter(ctx, "limit").map(ListingHandler::limit);
    Optional<ImageCursor> cursor = parameter(ctx, "cursor").map(ListingHandler::cursor);
    if (ctx.req().getMethod().equals("HEAD")) {
      ctx.contentType(Json.CONTENT_TYPE);
      flush(ctx);
      return;
    }
    OptionalInt most =
        limit.isEmpty() && cursor.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(limit.orElse(DEFAULT_LIMIT));
    Batches batches =
        new Batches(Observation.of(ctx).requireOwner(), cursor.orElse(ImageCursor.NEWEST), most);
    byte[] first = batches.next();
    if (batches.complete()) {
      Answer.send(ctx, Json.CONTENT_TYPE, first);
    } else {
      ctx.contentType(Json.CONTENT_TYPE);
      new StreamedAnswer(ctx, batches, continued, timer).send(first);
    }
  }

  /** The length is not known, and without this the server would take it to be zero. */
  private static void flush(Context ctx) {
    try {
      ctx.res().flushBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int limit(String text) {
    if (!LIMIT.matcher(text).matches()) {
      throw new ProblemException(ProblemCode.INVALID_REQUEST, "limit is a number from 1 to 1000");
    }
    return Integer.parseInt(text);
  }

  private static ImageCursor cursor(String text) {
    try {
      return ImageCursor.below(ImageId.parse(text));
    } catch (ImageNotFoundException noId) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, "cursor is what an earlier page gave as nextCursor");
    }
  }

  private static Optional<String> parameter(Context ctx, String name) {
    List<String> values = ctx.queryParamMap().get(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.size() != 1) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, name + " is given once at the most, and well-formed");
    }
    return Optional.of(values.get(0));
  }

  /** The listing's JSON, piece by piece. */
  private final class Batches implements StreamedAnswer.Source {

    private final OwnerId owner;
    private final boolean page;
    private int left;
    private Optional<ImageCursor> next;
    private boolean begun;
    private boolean complete;

    Batches(OwnerId owner, ImageCursor from, OptionalInt most) {
      this.owner = owner;
      this.next = Optional.of(from);
      this.page = most.isPresent();
      this.left = most.orElse(Integer.MAX_VALUE);
    }

    @Override
    public byte[] next() {
      ImagePage batch = vault.list(owner, next.orElseThrow(), Math.min(left, BATCH));
      next = batch.next();
      left -= batch.images().size();
      complete = next.isEmpty() || left == 0;
      ByteArrayOutputStream out = new ByteArrayOutputStream(1024 * (batch.images().size() + 1));
      try (JsonGenerator json = Json.generator(out)) {
        write(json, batch);
      } catch (IOException e) {
        throw new UncheckedIOException("writing to memory cannot fail", e);
      }
      return out.toByteArray();
    }

    /** A generator writes whole values, so what spans the batches is written as it is. */
    private void write(JsonGenerator json, ImagePage batch) throws IOException {
      json.setRootValueSeparator(null);
      if (!begun) {
        json.writeRaw("{\"message\":\"Images retrieved successfully\",\"data\":[");
      }
      for (Image image : batch.images()) {
        if (begun) {
          json.writeRaw(',');
        }
        begun = true;
        Json.write(json, image, vault.sign(image));
      }
      if (complete) {
        json.writeRaw(']');
        if (page && next.isPresent()) {
          json.writeRaw(",\"nextCursor\":\"" + next.get() + "\"");
        }
        json.writeRaw('}');
      }
    }

    @Override
    public boolean complete() {
      return complete;
    }
  }
}
