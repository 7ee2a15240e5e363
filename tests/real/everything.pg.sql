CREATE SCHEMA other;
CREATE SCHEMA "odd "" schema;";
CREATE TYPE mood AS ENUM ('sad', 'it''s; ok');
CREATE TABLE plain (id serial PRIMARY KEY, name text, data bytea, yes boolean, fixed character(8), size bigint);
CREATE TABLE other.plain (id integer, name text, data bytea, yes boolean, fixed character(8), size bigint);
CREATE TABLE "Odd "" name;" (id integer, "select" text, "a""b" text, "key" text);
CREATE TABLE "odd "" schema;"."t" (id integer);
CREATE TABLE none ();
CREATE TABLE empty (id integer);
CREATE TABLE kinds (
    id integer GENERATED ALWAYS AS IDENTITY, a numeric(12,3) DEFAULT 1.5, b double precision, c date DEFAULT now(),
    d timestamp with time zone, e interval, f json, g jsonb, h xml, i inet, j uuid, k integer[], l text[],
    m bytea[], n mood, o bit(5), p bit varying(9), q money, r point, s int4range, t tsvector,
    u character varying(20) DEFAULT 'a;b)', v integer GENERATED ALWAYS AS (1 + 1) STORED,
    CHECK (a <> 3 AND u <> '),('), UNIQUE (id)
);
CREATE TABLE parent (id integer NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE child_one PARTITION OF parent FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE child_two PARTITION OF parent FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE heir (more text) INHERITS (plain);
CREATE UNLOGGED TABLE quick (id integer REFERENCES plain (id));
CREATE SEQUENCE counter START 7;
CREATE INDEX ON plain ((lower(name))) WHERE name <> ';';
CREATE VIEW seen AS SELECT id, name || ';''' AS x FROM plain;
CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM plain;
CREATE VIEW first_view AS SELECT 1 AS a;
CREATE VIEW second_view AS SELECT a FROM first_view;
CREATE FUNCTION dollars(text) RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
  -- it's a comment; INSERT INTO public.plain VALUES (1);
  RETURN $x$ it's; $$ $x$ || $1 || E'\';' || 'COPY plain FROM stdin;';
END $body$;
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC
  SELECT CASE WHEN a > 1 THEN 1 ELSE 2 END;
  SELECT 3;
END;
CREATE PROCEDURE nothing() LANGUAGE sql BEGIN ATOMIC END;
CREATE FUNCTION on_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RETURN; END';
CREATE TRIGGER changes BEFORE INSERT OR UPDATE ON plain FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION on_change();
CREATE RULE twice AS ON DELETE TO quick DO ALSO (DELETE FROM empty; NOTIFY gone; DELETE FROM empty WHERE id = 2);
COMMENT ON TABLE plain IS 'it''s; a
COPY public.plain (id) FROM stdin;
comment';
INSERT INTO none DEFAULT VALUES;
INSERT INTO none DEFAULT VALUES;
INSERT INTO plain (name, data, yes, fixed, size) VALUES
 ('it''s', '\x00ff27', true, 'ab', 9000000000), (E'a\\b\\', '\x', false, '', -1), (NULL, NULL, NULL, NULL, NULL),
 (E'tab\there\nline\r\nand \b\f\v end', 'abc\\def', true, 'x y', 0), ('\.', '\\x41', true, '\.', 1), (E'\n\\.\n', E'\\x0a5c2e0a', true, 'a', 1),
 (');INSERT INTO public.plain VALUES (1', '--', false, '--', 2), ('\x61z', '\x5c', false, '\N', 3), ('\N', '\x4e', true, 'NULL', 3),
 ('NULL', 'x', true, 'a', 4), ('', '', true, '', 5), ('日本 é 🎉', convert_to('🎉', 'UTF8'), true, 'é', 6), ('a "quoted" /* x', '/*', true, '$$', 7),
 ('$$ $a$', '$', true, '$a$', 8), (repeat('x', 100000), convert_to(repeat(E'y''\\', 30000), 'UTF8'), true, '', 9);
INSERT INTO other.plain SELECT * FROM plain;
INSERT INTO other.plain SELECT * FROM plain WHERE id < 8;
INSERT INTO heir SELECT id + 100, name, data, yes, fixed, size, 'more' FROM plain LIMIT 4;
INSERT INTO "Odd "" name;" VALUES (1, 'a', 'b', 'c'), (2, NULL, '', ';');
INSERT INTO "odd "" schema;".t SELECT generate_series(1, 12345);
INSERT INTO kinds (b, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t) VALUES
 ('NaN', '2020-02-29 10:00+00', '1 day', '{"a": "\n;"}', '{"a": [1, "x''"]}', '<a b="c">;</a>', '10.0.0.1/8',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{1,2,NULL}', '{"a,b","c\"d","e\\f",NULL}', '{"\\x41"}', 'it''s; ok', B'10101', B'1',
  '12.34', '(1,2)', '[1,5)', 'a:1 b:2'),
 ('-Infinity', now(), NULL, NULL, NULL, NULL, NULL, NULL, '{}', '{}', '{}', 'sad', B'00000', B'', '-1', '(-1,-2.5)', 'empty', '');
