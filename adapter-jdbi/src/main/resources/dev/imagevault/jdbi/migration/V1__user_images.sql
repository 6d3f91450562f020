-- One row per image: where its object lies, and where in its life it is.
-- imagevault runs this file, or a person does, in one transaction: psql -1 -f V1__user_images.sql
-- The comment at the end is how imagevault knows the table as its own, and its version.

-- Domains say what a value must look like. PostgreSQL keeps their checks, and makes them only when
-- a value is written. It prepares a table's own checks anew for every statement, which took a third
-- of its time for an upload.

-- Ids, keys and idempotency keys are compared byte by byte (collate "C"): in the order of S3's
-- listings, and untouched by an upgrade of the operating system's collations.
create domain user_images_user_id as text collate "C"
  constraint user_images_user_id_has_a_length check (char_length(value) between 1 and 128);
create domain user_images_s3_key as text collate "C"
  constraint user_images_s3_key_has_the_prefix check (starts_with(value, 'users/'));
create domain user_images_original_name as text
  constraint user_images_original_name_has_a_length check (char_length(value) between 1 and 255);
create domain user_images_mime_type as text
  constraint user_images_mime_type_is_an_image check (starts_with(value, 'image/'));
create domain user_images_file_size as bigint
  constraint user_images_file_size_is_positive check (value > 0);
create domain user_images_pixels as integer
  constraint user_images_dimensions_are_positive check (value > 0);
create domain user_images_sha256 as text collate "C"
  constraint user_images_sha256_is_hexadecimal
    check (octet_length(value) = 64 and translate(value, '0123456789abcdef', '') = '');
create domain user_images_idempotency_key as text collate "C"
  constraint user_images_idempotency_key_has_a_length check (char_length(value) between 1 and 255);

create table user_images (
  -- Up to here JSON's numbers are exact.
  id bigint generated always as identity (maxvalue 9007199254740991),
  user_id user_images_user_id not null,
  s3_key user_images_s3_key not null,
  original_name user_images_original_name not null,
  mime_type user_images_mime_type not null,
  file_size user_images_file_size not null,
  width user_images_pixels not null,
  height user_images_pixels not null,
  sha256 user_images_sha256 not null,
  status text not null default 'PENDING',
  idempotency_key user_images_idempotency_key,
  given_to_repeat boolean not null default false,
  put_started_at timestamptz(3) default now(),
  withdrawn_by_owner boolean not null default false,
  attempts integer not null default 0,
  next_attempt_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),

  -- Every unique key has the owner in it, so that the table can be partitioned by hash of user_id.
  -- This one, read backwards, lists a user's images with the newest first. With what it includes,
  -- it counts them for the quota without a look at the table.
  primary key (user_id, id) include (file_size, status),
  -- In the order of S3's listings.
  constraint user_images_s3_key_is_unique unique (s3_key, user_id),

  constraint user_images_status_is_possible check (
    case status
      when 'PENDING' then
        put_started_at is not null and next_attempt_at is null and attempts = 0
        and not given_to_repeat and not withdrawn_by_owner
      when 'READY' then
        put_started_at is null and next_attempt_at is null and attempts = 0
        and not withdrawn_by_owner
      when 'DELETING' then
        next_attempt_at is not null and idempotency_key is null and attempts >= 0
      else false
    end)
);

-- Whose upload this key is.
create unique index user_images_idempotency_key_is_unique
  on user_images (user_id, idempotency_key) where idempotency_key is not null;

-- What a sweep takes up: uploads that nobody finished, deletions that are due.
create index user_images_pending on user_images (put_started_at) where status = 'PENDING';
create index user_images_deleting on user_images (next_attempt_at) where status = 'DELETING';

comment on column user_images.sha256 is 'of the stored bytes';
comment on column user_images.given_to_repeat is
  'whether a repeat of the upload was given the image: then its uploader cannot withdraw it';
comment on column user_images.put_started_at is
  'when the put of its object began; null once it is certain that this put is over';
comment on column user_images.withdrawn_by_owner is
  'DELETING: its owner deleted everything, which an upload that is still under way is told';
comment on column user_images.next_attempt_at is
  'DELETING: when a sweep may take the deletion up; until then it is leased to whoever did';

comment on table user_images is 'imagevault schema 1';
