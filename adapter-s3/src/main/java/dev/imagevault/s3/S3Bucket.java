package dev.imagevault.s3;

import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/**
 * The bucket that holds the images, and how they are put there.
 *
 * @param name of the bucket, or the ARN of an access point to it
 * @param acl the canned ACL that each put carries: {@code private}, {@code
 *     bucket-owner-full-control}, or empty for none. Buckets whose ACLs are disabled, as is AWS's
 *     default, refuse some of them, and keep objects private without one.
 * @param putChecksums {@code WHEN_SUPPORTED}: a put carries its SHA-256 as {@code
 *     x-amz-checksum-sha256}, and S3 keeps it. {@code WHEN_REQUIRED}: it carries no {@code
 *     x-amz-checksum-*}, which some stores refuse; then its signed {@code x-amz-content-sha256} is
 *     what the store verifies
 * @param readChecksums {@code WHEN_SUPPORTED}: a read asks for the checksum and is compared with
 *     it. {@code WHEN_REQUIRED}: it does not ask
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html">Object
 *     Ownership</a>
 */
public record S3Bucket(
    String name,
    Optional<ObjectCannedACL> acl,
    RequestChecksumCalculation putChecksums,
    ResponseChecksumValidation readChecksums) {

  /** Refuses an empty name and an ACL that would let others read. */
  public S3Bucket {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the bucket needs a name");
    }
    acl.ifPresent(
        canned -> {
          if (canned != ObjectCannedACL.PRIVATE
              && canned != ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL) {
            throw new IllegalArgumentException(
                "the canned ACL is private, bucket-owner-full-control or none, not " + canned);
          }
        });
  }

  /**
   * A bucket of a store that knows checksums, as AWS's own does.
   *
   * @param name of the bucket, or the ARN of an access point to it
   * @param acl the canned ACL that each put carries
   */
  public S3Bucket(String name, Optional<ObjectCannedACL> acl) {
    this(
        name,
        acl,
        RequestChecksumCalculation.WHEN_SUPPORTED,
        ResponseChecksumValidation.WHEN_SUPPORTED);
  }

  /**
   * As the other one; its puts carry no ACL.
   *
   * @param name of the bucket, or the ARN of an access point to it
   */
  public S3Bucket(String name) {
    this(name, Optional.empty());
  }
}
