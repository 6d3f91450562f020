package dev.imagevault.cloudfront;

/**
 * Why an edge refuses a URL, always with status 403, in CloudFront's own words where these are
 * known ("How do I troubleshoot issues related to a signed URL or signed cookies in CloudFront?"),
 * which tell as much as a stranger may know.
 */
public enum Denial {
  /** No {@code Key-Pair-Id}: not signed at all. */
  MISSING_KEY("MissingKey", "Missing Key-Pair-Id query parameter or cookie value"),
  /** A {@code Key-Pair-Id} that is not trusted. */
  UNKNOWN_KEY("InvalidKey", "Unknown Key"),
  /** A {@code Hash-Algorithm} other than SHA1 and SHA256. */
  UNKNOWN_HASH("AccessDenied", "Access denied"),
  /** No signature, or one that is not in CloudFront's base64. */
  MALFORMED_SIGNATURE("MalformedSignature", "Could not unencode Signature"),
  /** No policy, one that is not in CloudFront's base64, or one that this edge does not know. */
  MALFORMED_POLICY("MalformedPolicy", "Malformed Policy"),
  /** A signing parameter twice, or a URL longer than CloudFront takes. */
  MALFORMED_URL("AccessDenied", "Access denied"),
  /** The signature is not of this policy. */
  TAMPERED("AccessDenied", "Access denied"),
  /** The policy is for another URL. */
  FOREIGN_RESOURCE("AccessDenied", "Access denied"),
  /** The policy's time is over. */
  EXPIRED("AccessDenied", "Access denied");

  private final String code;
  private final String message;

  Denial(String code, String message) {
    this.code = code;
    this.message = message;
  }

  /** {@return the {@code Code} of CloudFront's XML error} */
  public String code() {
    return code;
  }

  /** {@return the {@code Message} of CloudFront's XML error} */
  public String message() {
    return message;
  }
}
