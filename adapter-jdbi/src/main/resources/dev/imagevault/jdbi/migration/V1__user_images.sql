-- One row per image: where its object lies, and where in its life it is.
-- imagevault runs this file, or a person does, in one transaction: psql -1 -f V1__user_images.sql
-- The comment at the end is how imagevault knows the table as its own, and its version.

-- Ids, keys and idempotency keys are compared byte by byte (collate "C"): in the order of S3's
-- listings, and untouched by an upgrade of the operating system's collations.
create table user_images (
  id bigint generated always as identity primary key,
  user_id text collate "C" not null,
  s3_key text collate "C" not null,
  original_name text not null,
  mime_type text not null,
  file_size bigint not null,
  width integer not null,
  height integer not null,
  sha256 text not null,
  status text not null default 'PENDING',
  idempotency_key text collate "C",
  attempts integer not null default 0,
  next_attempt_at timestamptz(3),
  put_started_at timestamptz(3) default date_trunc('milliseconds', now()),
  withdrawn_by_owner boolean not null default false,
  created_at timestamptz(3) not null default date_trunc('milliseconds', now()),
  updated_at timestamptz(3) not null default date_trunc('milliseconds', now()),

  constraint user_images_s3_key_is_unique unique (s3_key),
  constraint user_images_id_is_exact_in_json check (id between 1 and 9007199254740991),
  constraint user_images_user_id_has_a_length check (char_length(user_id) between 1 and 128),
  constraint user_images_s3_key_has_the_prefix check (starts_with(s3_key, 'users/')),
  constraint user_images_original_name_has_a_length
    check (char_length(original_name) between 1 and 255),
  constraint user_images_mime_type_is_an_image check (starts_with(mime_type, 'image/')),
  constraint user_images_file_size_is_positive check (file_size > 0),
  constraint user_images_dimensions_are_positive check (width > 0 and height > 0),
  constraint user_images_sha256_is_hexadecimal check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint user_images_status_is_known check (status in ('PENDING', 'READY', 'DELETING')),
  constraint user_images_idempotency_key_has_a_length
    check (char_length(idempotency_key) between 1 and 255),
  constraint user_images_deleting_frees_the_idempotency_key
    check (status <> 'DELETING' or idempotency_key is null),
  constraint user_images_deleting_has_a_next_attempt
    check ((status = 'DELETING') = (next_attempt_at is not null)),
  constraint user_images_pending_has_a_put check (status <> 'PENDING' or put_started_at is not null),
  constraint user_images_withdrawn_is_deleting
    check (status = 'DELETING' or not withdrawn_by_owner),
  constraint user_images_attempts_count_deletions
    check (attempts >= 0 and (status = 'DELETING' or attempts = 0))
);

-- A user's images, newest first when read backwards; with their sizes, for the quota.
create index user_images_of_user on user_images (user_id, id) include (file_size)
  where status <> 'DELETING';

-- Whose upload this key is.
create unique index user_images_idempotency_key on user_images (user_id, idempotency_key)
  where idempotency_key is not null;

-- What a sweep takes up: uploads that nobody finished, deletions that are due.
create index user_images_pending on user_images (created_at) where status = 'PENDING';
create index user_images_deleting on user_images (next_attempt_at) where status = 'DELETING';

comment on column user_images.sha256 is 'of the stored bytes';
comment on column user_images.next_attempt_at is
  'when a sweep may take the deletion up; until then it is leased to whoever did';
comment on column user_images.put_started_at is
  'PENDING, DELETING: when the put began whose object may still appear; null where it cannot. '
  'READY: null once the image was given to anybody but its own uploader';
comment on column user_images.withdrawn_by_owner is
  'DELETING: its owner deleted everything, which an upload that is still under way is told';

comment on table user_images is 'imagevault schema 1';
