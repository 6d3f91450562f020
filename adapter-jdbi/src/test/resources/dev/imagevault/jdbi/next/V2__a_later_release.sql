-- What a later release may do while this one runs: add what this one does not name.
alter table user_images add column later text not null default 'later';
create index user_images_later on user_images (later);
comment on table user_images is 'imagevault schema 2';
