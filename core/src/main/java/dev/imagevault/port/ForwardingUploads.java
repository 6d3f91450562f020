package dev.imagevault.port;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * A repository of direct uploads that hands every call to another one. Override what is to be
 * different: a decorator that measures, or a test that fails one call.
 */
public class ForwardingUploads implements UploadRepository {

  private final UploadRepository uploads;

  /** Hands every call to this repository. */
  public ForwardingUploads(UploadRepository uploads) {
    this.uploads = uploads;
  }

  @Override
  public void insert(
      OwnerId owner, UploadId id, AnnouncedFile file, Duration timeToLive, Quota quota) {
    uploads.insert(owner, id, file, timeToLive, quota);
  }

  @Override
  public AnnouncedFile find(OwnerId owner, UploadId id) {
    return uploads.find(owner, id);
  }

  @Override
  public UploadAttempt begin(OwnerId owner, UploadId id) {
    return uploads.begin(owner, id);
  }

  @Override
  public Image record(UploadAttempt attempt, NewImage image, Quota quota) {
    return uploads.record(attempt, image, quota);
  }

  @Override
  public Image complete(UploadAttempt attempt, ImageId image) {
    return uploads.complete(attempt, image);
  }

  @Override
  public void release(UploadAttempt attempt) {
    uploads.release(attempt);
  }

  @Override
  public void withdraw(OwnerId owner, UploadId id, ImageId image, boolean putIsOver) {
    uploads.withdraw(owner, id, image, putIsOver);
  }

  @Override
  public void refuse(UploadAttempt attempt, ImageRejectedException why) {
    uploads.refuse(attempt, why);
  }

  @Override
  public void giveUp(OwnerId owner, UploadId id) {
    uploads.giveUp(owner, id);
  }

  @Override
  public List<ObjectKey> claim(int limit) {
    return uploads.claim(limit);
  }

  @Override
  public int deleted(Collection<ObjectKey> keys) {
    return uploads.deleted(keys);
  }

  @Override
  public boolean isKnown(ObjectKey key) {
    return uploads.isKnown(key);
  }
}
