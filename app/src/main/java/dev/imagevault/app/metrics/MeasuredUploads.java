package dev.imagevault.app.metrics;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadId;
import dev.imagevault.port.ForwardingUploads;
import dev.imagevault.port.UploadAttempt;
import dev.imagevault.port.UploadRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Direct uploads, measured: what users and sweeps wait for. */
final class MeasuredUploads extends ForwardingUploads {

  private enum Operation {
    PREPARE_UPLOAD,
    FIND_UPLOAD,
    BEGIN_UPLOAD,
    RECORD_UPLOAD,
    COMPLETE_UPLOAD,
    RELEASE_UPLOAD,
    WITHDRAW_UPLOAD,
    REFUSE_UPLOAD,
    GIVE_UP_UPLOAD,
    CLAIM_UPLOADS,
    DELETED_UPLOADS
  }

  private final BackEndTimers<Operation> timers;

  MeasuredUploads(UploadRepository uploads, MeterRegistry registry) {
    super(uploads);
    this.timers = new BackEndTimers<>(registry, BackEnd.DATABASE, Operation.class);
  }

  @Override
  public void insert(
      OwnerId owner, UploadId id, AnnouncedFile file, Duration timeToLive, Quota quota) {
    timers.time(Operation.PREPARE_UPLOAD, () -> super.insert(owner, id, file, timeToLive, quota));
  }

  @Override
  public AnnouncedFile find(OwnerId owner, UploadId id) {
    return timers.time(Operation.FIND_UPLOAD, () -> super.find(owner, id));
  }

  @Override
  public UploadAttempt begin(OwnerId owner, UploadId id) {
    return timers.time(Operation.BEGIN_UPLOAD, () -> super.begin(owner, id));
  }

  @Override
  public Image record(UploadAttempt attempt, NewImage image, Quota quota) {
    return timers.time(Operation.RECORD_UPLOAD, () -> super.record(attempt, image, quota));
  }

  @Override
  public Image complete(UploadAttempt attempt, ImageId image) {
    return timers.time(Operation.COMPLETE_UPLOAD, () -> super.complete(attempt, image));
  }

  @Override
  public void release(UploadAttempt attempt) {
    timers.time(Operation.RELEASE_UPLOAD, () -> super.release(attempt));
  }

  @Override
  public void withdraw(OwnerId owner, UploadId id, ImageId image, boolean putIsOver) {
    timers.time(Operation.WITHDRAW_UPLOAD, () -> super.withdraw(owner, id, image, putIsOver));
  }

  @Override
  public void refuse(UploadAttempt attempt, ImageRejectedException why) {
    timers.time(Operation.REFUSE_UPLOAD, () -> super.refuse(attempt, why));
  }

  @Override
  public void giveUp(OwnerId owner, UploadId id) {
    timers.time(Operation.GIVE_UP_UPLOAD, () -> super.giveUp(owner, id));
  }

  @Override
  public List<ObjectKey> claim(int limit) {
    return timers.time(Operation.CLAIM_UPLOADS, () -> super.claim(limit));
  }

  @Override
  public int deleted(Collection<ObjectKey> keys) {
    return timers.time(Operation.DELETED_UPLOADS, () -> super.deleted(keys));
  }
}
