package dev.imagevault.javalin.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "form-data; name=\"image\"; filename=\"a.jpg\" | a.jpg",
        "form-data; name=image; filename=a.jpg | a.jpg",
        "FORM-DATA;NAME=\"image\";FILENAME=\"a.jpg\" | a.jpg",
        "form-data ; name = \"image\" ; filename = \"a.jpg\" | a.jpg",
        "form-data; filename=\"a.jpg\"; name=\"image\" | a.jpg",
        "form-data; name=\"image\"; filename=\"\" | ``",
        "form-data; name=\"image\"; filename=\"a;b=c.jpg\" | a;b=c.jpg",
        // What browsers escape, and what they do not.
        "form-data; name=\"image\"; filename=\"a %22b%22.jpg\" | a \"b\".jpg",
        "form-data; name=\"image\"; filename=\"100%25 sure.jpg\" | 100%25 sure.jpg",
        "form-data; name=\"image\"; filename=\"50% off %zz.jpg\" | 50% off %zz.jpg",
        "form-data; name=\"image\"; filename=\"größe €.jpg\" | größe €.jpg",
        // Others escape quotes by backslashes, or all that is not ASCII by per cent signs.
        "form-data; name=\"image\"; filename=\"a \\\"b\\\".jpg\" | a \"b\".jpg",
        "form-data; name=\"image\"; filename=\"C:\\dir\\a.jpg\" | C:\\dir\\a.jpg",
        "form-data; name=\"image\"; filename=\"%E2%82%AC.jpg\" | €.jpg",
        "form-data; name=\"image\"; filename=\"%FF.jpg\" | %FF.jpg",
        // RFC 8187 before the other, unless it is broken.
        "form-data; name=\"image\"; filename=\"a.jpg\"; filename*=UTF-8''%E2%82%AC.jpg | €.jpg",
        "form-data; name=\"image\"; filename*=utf-8'en'%E2%82%AC%20rates; filename=\"a\" | € rates",
        "form-data; name=\"image\"; filename*=iso-8859-1''%A3.jpg | £.jpg",
        "form-data; name=\"image\"; filename=\"a.jpg\"; filename*=UTF-8''%FF | a.jpg",
        "form-data; name=\"image\"; filename=\"a.jpg\"; filename*=UTF-8''%E | a.jpg",
        "form-data; name=\"image\"; filename=\"a.jpg\"; filename*=koi8-r''x | a.jpg",
        "form-data; name=\"image\"; filename=\"a.jpg\"; filename*=UTF-8''ä€.jpg | a.jpg",
        "form-data; Name=\"image\"; FileName=\"a.jpg\"; FILENAME*=UTF-8''b.jpg | b.jpg",
        // It is a file, whatever it is called.
        "form-data; name=\"image\"; filename*=koi8-r''x | ``",
        // RFC 9110, section 5.6.6: a parameter may be left out.
        "form-data; name=\"image\"; filename=\"a.jpg\"; | a.jpg",
        "form-data;; name=\"image\" ; ; filename=\"a.jpg\" | a.jpg",
      })
  void namesTheFileAsTheClientMeansIt(String header, String fileName) {
    ContentDisposition parsed = ContentDisposition.parse(header).orElseThrow();
    assertThat(parsed.name()).isEqualTo("image");
    assertThat(parsed.fileName()).contains(fileName);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "form-data; name=\"image\"",
        "form-data; name=\"image\"; size=3",
        "form-data; name=\"image\"; file=\"filename=x\""
      })
  void withoutAFileNameItIsNoFile(String header) {
    assertThat(ContentDisposition.parse(header).orElseThrow().fileName()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "form-data",
        "attachment; name=\"image\"",
        "form-data; filename=\"a.jpg\"",
        "form-data; name=\"image",
        "form-data; name=\"image\" filename=\"a.jpg\"",
        "form-data; name=\"image\"; filename",
        "form-data; name=\"image\"; =x",
        "form-data; name=\"image\"; name=\"other\"",
        "form-data; name=\"image\"; filename=\"a\"; FileName=\"b\"",
        "form-datax; name=\"image\"",
      })
  void whatIsMalformedIsNotGuessedAt(String header) {
    assertThat(ContentDisposition.parse(header)).isEmpty();
  }
}
