-- One row per image: where its object lies, and where in its life it is. Beside it, what is known of
-- its variants: the smaller pictures that are made of it.
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
create domain user_images_variant_name as text collate "C"
  constraint user_images_variant_name_has_a_length check (char_length(value) between 1 and 32);
-- BEST, JPEG, WEBP, and what later releases write.
create domain user_images_encoding as text collate "C"
  constraint user_images_encoding_has_a_length check (char_length(value) between 1 and 32);

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
  import_attempt boolean not null default false,
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
        and not withdrawn_by_owner and not import_attempt
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

-- Images of all users, newest first: so those stored before get variants that are named later. With
-- a plain id, PostgreSQL would look through it for a user's page or image, too.
create index user_images_of_all_users on user_images ((id + 0));

comment on column user_images.sha256 is 'of the stored bytes';
comment on column user_images.given_to_repeat is
  'whether a repeat of the upload was given the image: then its uploader cannot withdraw it';
comment on column user_images.put_started_at is
  'when the put of its object began; null once it is certain that this put is over';
comment on column user_images.withdrawn_by_owner is
  'DELETING: its owner deleted everything, which an upload that is still under way is told';
comment on column user_images.import_attempt is
  'PENDING, DELETING: an import recorded it and did not finish it; another may take its id';
comment on column user_images.next_attempt_at is
  'DELETING: when a sweep may take the deletion up; until then it is leased to whoever did';

-- One row per attempt at a variant, from before its object is put until after it is deleted. An
-- image goes only after its variants (restrict, which is the foreign key's own way).
create table user_images_variants (
  user_id user_images_user_id not null,
  image_id bigint not null,
  name user_images_variant_name not null,
  edge user_images_pixels not null,
  encoding user_images_encoding not null,
  s3_key user_images_s3_key not null,
  mime_type user_images_mime_type not null,
  file_size user_images_file_size not null,
  width user_images_pixels not null,
  height user_images_pixels not null,
  status text not null default 'PENDING',
  put_started_at timestamptz(3) default now(),
  attempts integer not null default 0,
  next_attempt_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),

  primary key (user_id, image_id, s3_key),
  -- In the order of S3's listings.
  constraint user_images_variants_s3_key_is_unique unique (s3_key, user_id),
  constraint user_images_variants_have_an_image
    foreign key (user_id, image_id) references user_images (user_id, id),

  constraint user_images_variants_status_is_possible check (
    case status
      when 'PENDING' then
        put_started_at is not null and next_attempt_at is null and attempts = 0
      when 'READY' then
        put_started_at is null and next_attempt_at is null and attempts = 0
      when 'DELETING' then
        next_attempt_at is not null and attempts >= 0
      else false
    end)
);

-- At most one of an image and name is being made, and one is seen. The names come first: when one
-- is wanted no more, its variants are found by it.
create unique index user_images_variants_pending_is_unique
  on user_images_variants (name, user_id, image_id) where status = 'PENDING';
create unique index user_images_variants_ready_is_unique
  on user_images_variants (name, user_id, image_id) where status = 'READY';

-- What a sweep takes up.
create index user_images_variants_pending
  on user_images_variants (put_started_at) where status = 'PENDING';
create index user_images_variants_deleting
  on user_images_variants (next_attempt_at) where status = 'DELETING';

-- One row per image that waits for rendering, or that cannot be rendered.
create table user_images_renderings (
  user_id user_images_user_id not null,
  image_id bigint not null,
  mime_type user_images_mime_type not null,
  state text not null default 'WANTED',
  tries integer not null default 0,
  postponements integer not null default 0,
  claim bigint,
  next_attempt_at timestamptz(3) not null default now(),
  waiting_since timestamptz(3) not null default now(),

  primary key (user_id, image_id),
  constraint user_images_renderings_have_an_image
    foreign key (user_id, image_id) references user_images (user_id, id) on delete cascade,

  constraint user_images_renderings_state_is_possible check (
    (state like '%WANTED' or state = 'FAILED' and claim is null)
    and tries >= 0 and postponements >= 0)
);

-- The newest first of each format: those that nobody can read or write cost nothing.
create index user_images_renderings_wanted on user_images_renderings (state, mime_type, image_id);
-- Who has waited longest.
create index user_images_renderings_waiting
  on user_images_renderings (waiting_since) where state <> 'FAILED';

-- One row per variant that somebody's configuration has ever named.
create table user_images_named_variants (
  name user_images_variant_name,
  edge user_images_pixels,
  encoding user_images_encoding,
  first_named_at timestamptz not null default now(),
  named_at timestamptz not null default now(),
  wanted boolean not null default false,
  filled_down_to bigint,

  primary key (name, edge, encoding)
);

-- One row per format and encoding that somebody has ever been able to render.
create table user_images_renderers (
  mime_type user_images_mime_type,
  encoding user_images_encoding,
  seen_at timestamptz not null default now(),

  primary key (mime_type, encoding)
);

comment on column user_images_variants.edge is 'how it was wanted: its longer edge in pixels';
comment on column user_images_variants.encoding is 'how it was wanted: BEST, JPEG or WEBP';
comment on column user_images_variants.put_started_at is
  'when the put of its object began; null once it is certain that this put is over';
comment on column user_images_variants.next_attempt_at is
  'DELETING: when a sweep may take the deletion up; until then it is leased to whoever did';
comment on column user_images_renderings.mime_type is 'of the image';
comment on column user_images_renderings.state is
  'WEBP_WANTED: all that it lacks has to be written as that; FAILED: it cannot be rendered';
comment on column user_images_renderings.tries is 'how many decoders died of it';
comment on column user_images_renderings.postponements is
  'how often something else failed, since it was last rendered';
comment on column user_images_renderings.claim is
  'the number of its claim; null if nobody has claimed it, or the claim is settled';
comment on column user_images_renderings.next_attempt_at is
  'when it may be claimed; until then it is leased to whoever claimed it';
comment on column user_images_named_variants.first_named_at is
  'since when it has been named, without 24 hours in between';
comment on column user_images_named_variants.named_at is 'when somebody last did';
comment on column user_images_named_variants.wanted is
  'whether images are looked through for it: of one name, one is';
comment on column user_images_named_variants.filled_down_to is
  'images with this id and greater ones were looked at; null: all, or it is not wanted';
comment on column user_images_renderers.seen_at is 'when somebody last said so';
-- One row per direct upload: a file that a client sends straight to the store, from before its URL
-- is handed out until no late body can appear under its key. No foreign key: the image is deleted
-- by itself.
create domain user_images_upload_id as text collate "C"
  constraint user_images_upload_id_has_a_length check (char_length(value) between 1 and 128);
create domain user_images_announced_name as text
  constraint user_images_announced_name_has_a_length check (char_length(value) <= 255);

create table user_images_uploads (
  user_id user_images_user_id not null,
  upload_id user_images_upload_id not null,
  file_name user_images_announced_name not null,
  file_size user_images_file_size not null,
  sha256 user_images_sha256,
  status text not null default 'PREPARED',
  attempt integer not null default 0,
  completing_since timestamptz(3),
  image_id bigint,
  refusal text,
  refusal_message text,
  deletions integer not null default 0,
  next_deletion_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),

  primary key (user_id, upload_id),

  constraint user_images_uploads_status_is_possible check (
    case status
      when 'PREPARED' then refusal is null
      when 'COMPLETED' then image_id is not null and refusal is null
      when 'REFUSED' then refusal is not null and refusal_message is not null
      when 'GIVEN_UP' then refusal is null
      when 'WITHDRAWN' then refusal is null
      else false
    end
    and (status = 'PREPARED' or completing_since is null))
);

-- What counts in a user's quota.
create index user_images_uploads_prepared on user_images_uploads (user_id)
  where status = 'PREPARED';
-- Whose file a sweep deletes next.
create index user_images_uploads_due on user_images_uploads (next_deletion_at);

comment on column user_images_uploads.sha256 is 'as the client announced it, if it did';
comment on column user_images_uploads.completing_since is
  'PREPARED: when the attempt began that keeps others from completing it';
comment on column user_images_uploads.image_id is
  'PREPARED: what the last attempt recorded; COMPLETED: what came of it';
comment on column user_images_uploads.updated_at is 'when its status last changed';

-- One row per image that was ever imported, so that it is not imported again, also if it is deleted
-- meanwhile. It says nothing of the image, and stays for ever.
create table user_images_imports (
  origin user_images_sha256 primary key,
  imported_at timestamptz(3) not null default now()
);

comment on column user_images_imports.origin is
  'SHA-256 of what the image was at its source: its bucket, its id and its key there';

comment on table user_images is 'imagevault schema 1';
