package dev.imagevault.javalin.image;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagevault.ImageVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.answer.Gate;
import dev.imagevault.javalin.answer.Json;
import dev.imagevault.javalin.answer.ShownImage;
import dev.imagevault.javalin.answer.StreamedAnswer;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.Observation;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lists a user's images: a page of them, or all. */
public final class ListingHandler {

  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}|1000");
  private static final int DEFAULT_LIMIT = 100;

  /** How many URLs are signed and written at a time: they are what a listing costs. */
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
    Optional<Integer> limit = QueryParameter.read(ctx, "limit").map(ListingHandler::limit);
    Optional<ImageCursor> cursor = QueryParameter.read(ctx, "cursor").map(ListingHandler::cursor);
    Set<VariantName> signed =
        QueryParameter.read(ctx, "variants").map(this::variants).orElse(Set.of());
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
        new Batches(
            Observation.of(ctx).requireOwner(), cursor.orElse(ImageCursor.NEWEST), most, signed);
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

  /** Also of a server that makes no variants: there every name is unknown. */
  private Set<VariantName> variants(String text) {
    Set<VariantName> made =
        vault.policy().variants().stream().map(VariantSpec::name).collect(Collectors.toSet());
    Set<VariantName> named = new HashSet<>();
    for (String name : text.split(",", -1)) {
      named.add(
          VariantName.parse(name)
              .filter(made::contains)
              .orElseThrow(
                  () ->
                      new ProblemException(
                          ProblemCode.INVALID_REQUEST,
                          "variants names variants that are made here, with commas between")));
    }
    return named;
  }

  /** The listing's JSON, piece by piece. */
  private final class Batches implements StreamedAnswer.Source {

    private final OwnerId owner;
    private final boolean page;
    private final Set<VariantName> signed;
    private final int size;
    private int left;
    private Optional<ImageCursor> next;
    private boolean begun;
    private boolean complete;

    Batches(OwnerId owner, ImageCursor from, OptionalInt most, Set<VariantName> signed) {
      this.owner = owner;
      this.next = Optional.of(from);
      this.page = most.isPresent();
      this.left = most.orElse(Integer.MAX_VALUE);
      this.signed = signed;
      this.size = BATCH / (1 + signed.size());
    }

    @Override
    public byte[] next() {
      ImagePage batch = vault.list(owner, next.orElseThrow(), Math.min(left, size));
      next = batch.next();
      left -= batch.images().size();
      complete = next.isEmpty() || left == 0;
      int urls = batch.images().size() * (1 + signed.size());
      ByteArrayOutputStream out = new ByteArrayOutputStream(1024 * (urls + 1));
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
      Map<ImageId, List<ShownVariant>> variants = vault.variants(owner, batch.images());
      for (Image image : batch.images()) {
        if (begun) {
          json.writeRaw(',');
        }
        begun = true;
        List<ShownVariant> known = variants.getOrDefault(image.id(), List.of());
        Json.write(json, ShownImage.of(vault, image, known, signed::contains));
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
