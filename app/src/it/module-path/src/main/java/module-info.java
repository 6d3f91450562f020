/** A service of modules. The adapters and what they need are automatic modules. */
module com.example.shelf {
  requires dev.imagevault;
  requires dev.imagevault.jdbi;
  requires dev.imagevault.s3;
  requires java.sql;
}
