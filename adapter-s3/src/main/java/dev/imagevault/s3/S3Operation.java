package dev.imagevault.s3;

/** What S3 is asked to do, in the words of a message and of IAM. */
enum S3Operation {
  PUT("put an object into", "s3:PutObject", false),
  OPEN("read an object of", "s3:GetObject, and s3:ListBucket for absent ones,", true),
  DELETE("delete an object of", "s3:DeleteObject", true),
  DELETE_ALL("delete objects of", "s3:DeleteObject", true),
  LIST("list", "s3:ListBucket", true);

  private final String phrase;
  private final String action;
  private final boolean harmless;

  S3Operation(String phrase, String action, boolean harmless) {
    this.phrase = phrase;
    this.action = action;
    this.harmless = harmless;
  }

  /** Returns the words between "S3 refused to" and the bucket's name. */
  String phrase() {
    return phrase;
  }

  /** Returns the IAM actions it needs. */
  String action() {
    return action;
  }

  /** Returns whether it may be repeated while an earlier attempt may still take effect. */
  boolean harmless() {
    return harmless;
  }
}
