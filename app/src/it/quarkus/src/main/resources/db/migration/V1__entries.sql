create table entries (
  author text not null check (author <> 'nobody'),
  image bigint not null
);
