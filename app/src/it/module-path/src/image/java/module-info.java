/** A program that is linked into a runtime image. */
module com.example.poster {
  requires dev.imagevault;
}
