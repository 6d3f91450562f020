--liquibase formatted sql

--changeset host:1
create table members (name text primary key, image bigint);
