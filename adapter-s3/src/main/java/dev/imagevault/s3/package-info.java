/**
 * Stores images in Amazon S3, or in a store that speaks its protocol.
 *
 * <p>{@link dev.imagevault.s3.S3ImageStorage} is the port's adapter. It is made of an S3 client, as
 * {@link dev.imagevault.s3.S3Connection} makes it, and of a {@link dev.imagevault.s3.S3Bucket}.
 *
 * <p>{@link dev.imagevault.s3.S3UrlSigner} signs URLs for a store without an edge, and {@link
 * dev.imagevault.s3.S3UploadSigner} the requests of direct uploads.
 *
 * <p>The credentials need exactly these IAM actions:
 *
 * <ul>
 *   <li>{@code s3:PutObject}, {@code s3:GetObject} and {@code s3:DeleteObject} on {@code
 *       arn:aws:s3:::BUCKET/users/*}, and on {@code incoming/*} for direct uploads;
 *   <li>{@code s3:ListBucket} on {@code arn:aws:s3:::BUCKET}. Without it S3 answers 403 instead of
 *       404 for an object that is not there, and {@code open} fails instead of returning empty;
 *   <li>{@code s3:PutObjectAcl} on the objects, only where a canned ACL is sent;
 *   <li>{@code kms:GenerateDataKey} and {@code kms:Decrypt} on the key, only where the bucket
 *       encrypts with a KMS key.
 * </ul>
 *
 * <p>In a bucket with versioning a delete leaves the earlier version behind, which no reader sees:
 * such a bucket needs a lifecycle rule that expires noncurrent versions.
 */
@NullMarked
package dev.imagevault.s3;

import org.jspecify.annotations.NullMarked;
