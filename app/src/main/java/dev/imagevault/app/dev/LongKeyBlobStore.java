package dev.imagevault.app.dev;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects as files, also those whose keys have longer segments than a file's name may be. It lists
 * in the order of the keys, as S3 does, however their files are called. Multipart uploads, which
 * imagevault does not use, know short segments alone.
 */
final class LongKeyBlobStore extends ForwardingBlobStore {

  /** Of the keys' UTF-8, unsigned (API reference, ListObjectsV2). */
  private static final Comparator<String> S3_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final int MAX_KEYS = 1000;

  private final Path root;

  /** Keeps each bucket as a directory in this one. */
  LongKeyBlobStore(Path root) {
    super(new FilesystemNio2BlobStore(root.toString()));
    this.root = root;
  }

  /**
   * Whatever the files' permissions are: the original takes a directory that others may read for a
   * bucket that everybody may list, without a signature.
   */
  @Override
  public BucketCannedACL getContainerAccess(String container) {
    return BucketCannedACL.PRIVATE;
  }

  /** As with buckets. */
  @Override
  public ObjectCannedACL getBlobAccess(String container, String name) {
    return ObjectCannedACL.PRIVATE;
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
    return super.putBlob(request.toBuilder().key(FileNames.ofKey(request.key())).build(), payload);
  }

  /**
   * What is told of the object is of the bytes that follow: the original reads one after the other,
   * and another object may have taken its place in between.
   */
  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    GetObjectRequest mapped = request.toBuilder().key(FileNames.ofKey(request.key())).build();
    while (true) {
      ResponseInputStream<GetObjectResponse> object = super.getBlob(mapped);
      HeadObjectResponse now =
          blobMetadataIfPresent(
              HeadObjectRequest.builder().bucket(request.bucket()).key(request.key()).build());
      if (now == null || Objects.equals(now.eTag(), object.response().eTag())) {
        return object;
      }
      object.abort();
    }
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    return super.blobMetadata(request.toBuilder().key(FileNames.ofKey(request.key())).build());
  }

  @Override
  public boolean blobExists(String container, String name) {
    return super.blobExists(container, FileNames.ofKey(name));
  }

  /**
   * The file is gone and its directory stays: to remove that as well, as the original does, would
   * fail a put that has just made sure of it.
   */
  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    String path = FileNames.ofKey(request.key());
    Path bucket = root.resolve(request.bucket());
    Path file = bucket.resolve(path).normalize();
    if (path.endsWith("/") || !file.startsWith(bucket) || Files.isDirectory(file)) {
      return super.removeBlob(request.toBuilder().key(path).build());
    }
    try {
      Files.deleteIfExists(file);
      return DeleteObjectResponse.builder().build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    String prefix = Optional.ofNullable(request.prefix()).orElse("");
    String after =
        Optional.ofNullable(request.continuationToken())
            .or(() -> Optional.ofNullable(request.startAfter()))
            .orElse("");
    ListObjectsV2Response all =
        super.list(
            ListObjectsV2Request.builder()
                .bucket(request.bucket())
                .prefix(FileNames.ofKey(prefix))
                .build());
    List<S3Object> objects =
        all.contents().stream()
            .map(object -> object.toBuilder().key(FileNames.toKey(object.key())).build())
            .filter(object -> object.key().startsWith(prefix))
            .sorted(Comparator.comparing(S3Object::key, S3_ORDER))
            .toList();
    return page(request, prefix, after, objects);
  }

  private static ListObjectsV2Response page(
      ListObjectsV2Request request, String prefix, String after, List<S3Object> objects) {
    int limit = Optional.ofNullable(request.maxKeys()).orElse(MAX_KEYS);
    String delimiter = Optional.ofNullable(request.delimiter()).orElse("");
    List<S3Object> contents = new ArrayList<>();
    List<CommonPrefix> prefixes = new ArrayList<>();
    String last = after;
    for (S3Object object : objects) {
      String key = object.key();
      int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      String entry = end < 0 ? key : key.substring(0, end + delimiter.length());
      if (S3_ORDER.compare(entry, last) <= 0) {
        continue;
      }
      if (contents.size() + prefixes.size() == limit) {
        return ListObjectsV2Response.builder()
            .contents(contents)
            .commonPrefixes(prefixes)
            .isTruncated(true)
            .nextContinuationToken(last)
            .build();
      }
      last = entry;
      if (end < 0) {
        contents.add(object);
      } else {
        prefixes.add(CommonPrefix.builder().prefix(entry).build());
      }
    }
    return ListObjectsV2Response.builder()
        .contents(contents)
        .commonPrefixes(prefixes)
        .isTruncated(false)
        .build();
  }
}
