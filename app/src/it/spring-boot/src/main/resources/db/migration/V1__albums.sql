create table albums (
  id bigint generated always as identity primary key,
  owner text not null,
  cover bigint
);
