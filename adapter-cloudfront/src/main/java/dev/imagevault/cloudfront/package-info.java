/**
 * Images behind Amazon CloudFront: URLs are signed, and checked as the edge checks them; deleted
 * images are removed from its caches.
 *
 * <p>{@link dev.imagevault.cloudfront.CloudFrontUrlSigner} needs a {@link
 * dev.imagevault.cloudfront.DistributionUrl} and a {@link dev.imagevault.cloudfront.CloudFrontKey};
 * {@link dev.imagevault.cloudfront.SignedUrlVerifier} is its counterpart, for an edge of one's own
 * and for tests.
 *
 * <p>{@link dev.imagevault.cloudfront.CloudFrontInvalidation} is made of a client, as {@link
 * dev.imagevault.cloudfront.CloudFrontConnection} makes it. Its credentials need the IAM action
 * {@code cloudfront:CreateInvalidation} on {@code
 * arn:aws:cloudfront::ACCOUNT:distribution/DISTRIBUTION}, and {@code cloudfront:ListInvalidations}
 * only where it is pinged.
 *
 * <p>The rules come from the Amazon CloudFront Developer Guide, pages "Create a signed URL using a
 * custom policy" (policy, encoding, order of the query), "Specify signers that can create signed
 * URLs and signed cookies" (kinds of keys, rotation), "Invalidate files to remove content",
 * "Concurrent invalidation request maximum" and "Pay for file invalidation"; and from "How do I
 * troubleshoot issues related to a signed URL or signed cookies in CloudFront?" of the AWS
 * Knowledge Center (words of refusals).
 */
@NullMarked
package dev.imagevault.cloudfront;

import org.jspecify.annotations.NullMarked;
