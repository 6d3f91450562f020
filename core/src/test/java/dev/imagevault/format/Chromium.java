package dev.imagevault.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows image files in Chromium, all of them on one page, and tells what is to be seen. */
final class Chromium {

  static final Tool COMMAND = new Tool("chromium", "chromium");

  private static final Pattern LINE =
      Pattern.compile("(.+)\\|(\\d+)x(\\d+)\\|(-?\\d+)\\|(\\d+)\\|(-?\\d+)\\|(\\d+)");

  /** Draws each image when all are loaded, and leaves a page that has nothing but these lines. */
  private static final String SCRIPT =
      """
      <script>
      function pixels(image, settings, headroom, format) {
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        const context = canvas.getContext("2d", settings);
        context.globalHDRHeadroom = headroom;
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height, format).data;
      }
      addEventListener("load", () => {
        let lines = "";
        for (const image of document.images) {
          const width = image.naturalWidth, height = image.naturalHeight;
          let sum = 0, visible = 0, brightSum = 0, peak = 0;
          if (width * height > 0) {
            const plain = pixels(image, {}, 0, {});
            for (let i = 0; i < plain.length; i++) {
              sum = Math.imul(sum, 31) + plain[i] | 0;
              visible += i % 4 === 3 && plain[i] > 0 ? 1 : 0;
            }
            const settings = {colorType: "float16"}, format = {pixelFormat: "rgba-float16"};
            for (const value of pixels(image, settings, Infinity, format)) {
              brightSum = Math.imul(brightSum, 31) + Math.round(value * 1000) | 0;
              peak = Math.max(peak, Math.round(value * 100));
            }
          }
          lines +=
              `${image.title}|${width}x${height}|${sum}|${visible}|${brightSum}|${peak}\\n`;
        }
        document.body.innerHTML = "<pre></pre>";
        document.body.firstChild.textContent = lines;
      })</script>
      """;

  /**
   * What is to be seen of an image.
   *
   * @param width in CSS pixels, 0 if it is not shown
   * @param pixels a sum over all of them, in their order
   * @param visible how many of the pixels are not transparent
   * @param brightPixels such a sum, seen on a display whose brightness has no limit
   * @param peak the most that a pixel has there of any colour, in percent of what white has
   */
  record Shown(int width, int height, int pixels, int visible, int brightPixels, int peak) {}

  private Chromium() {}

  /** Returns what is to be seen of each file, by its name. */
  static Map<String, Shown> show(Path directory, Map<String, byte[]> files)
      throws IOException, InterruptedException {
    StringBuilder page = new StringBuilder("<!doctype html><meta charset=utf-8><body>");
    files.forEach(
        (name, file) ->
            page.append("<img title=\"%s\" src=\"data:image/*;base64,".formatted(name))
                .append(Base64.getEncoder().encodeToString(file))
                .append("\">\n"));
    Path html = Files.writeString(directory.resolve("page.html"), page + SCRIPT);
    String printed =
        COMMAND.run(
            directory,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--user-data-dir=" + directory.resolve("profile"),
            "--enable-blink-features=CanvasGlobalHDRHeadroom",
            "--dump-dom",
            html.toUri().toString());
    Map<String, Shown> shown = new HashMap<>();
    String text = new String(printed.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    for (String line : text.split("\n|<pre>")) {
      Matcher cells = LINE.matcher(line);
      if (cells.matches()) {
        shown.put(
            cells.group(1),
            new Shown(
                number(cells, 2),
                number(cells, 3),
                number(cells, 4),
                number(cells, 5),
                number(cells, 6),
                number(cells, 7)));
      }
    }
    return shown;
  }

  private static int number(Matcher cells, int group) {
    return Integer.parseInt(cells.group(group));
  }
}
