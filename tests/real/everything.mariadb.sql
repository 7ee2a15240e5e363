DROP DATABASE IF EXISTS everything;
DROP DATABASE IF EXISTS `other db`;
CREATE DATABASE everything CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE DATABASE `other db` CHARACTER SET latin1;
USE everything;

CREATE TABLE types (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  a tinyint(1), b smallint unsigned zerofill, c mediumint, d int(11) DEFAULT 7, e decimal(12,4), f float, g double(9,3), h bit(9),
  i date DEFAULT '0000-00-00', j datetime(6), k timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  l time(3), m year, n char(5), o varchar(100) CHARACTER SET latin1 COLLATE latin1_german2_ci, p binary(4), q varbinary(20),
  r tinyblob, s blob, t mediumblob, u longblob, v tinytext, w text COMMENT 'PRIMARY KEY (`a`), ENGINE=x', x mediumtext, y longtext,
  z enum('one','it''s','a,b','(c)') NOT NULL, aa set('x','y'), bb json, cc geometry, dd point, ee inet6, ff uuid,
  gg varchar(50) GENERATED ALWAYS AS (concat(n, '-', d)) VIRTUAL, hh int AS (d * 2) PERSISTENT,
  KEY on_text (w(20), d), UNIQUE KEY u (m, n), FULLTEXT KEY words (v, w)
) ENGINE=InnoDB AUTO_INCREMENT=500 ROW_FORMAT=DYNAMIC;

SET SESSION sql_mode = '';
INSERT INTO types (a,b,c,d,e,f,g,h,i,j,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,aa,bb,cc,dd,ee,ff)
SELECT seq % 2, seq, -seq, NULL, seq / 3, seq / 7, -seq / 9, b'101', '0000-00-00', '2024-05-06 07:08:09.123456', '12:34:56.789', 1970 + seq % 100,
  concat('n', seq), convert('Größe' using latin1), unhex('00FF27'), unhex('5C27220A0D1A00'), unhex('DEADBEEF'), repeat(char(seq % 256), seq), 't', 'u',
  'it''s', concat('a \\ " '' ),(', char(10), '; -- /* ', seq, ' 😀'), repeat('x', seq * 10), 'y', 'it''s', 'x,y', '{"a": "b\\"c"}',
  ST_GeomFromText('LINESTRING(0 0,1 1)'), ST_GeomFromText('POINT(1 2)'), '::1', uuid()
FROM seq_1_to_99;

CREATE TABLE parent (id int NOT NULL, PRIMARY KEY (id)) ENGINE=InnoDB COLLATE=utf8mb4_bin;
INSERT INTO parent SELECT seq FROM seq_1_to_2000;
CREATE TABLE child (
  id int NOT NULL, parent_id int, other_id int, KEY (parent_id), KEY o (other_id),
  CONSTRAINT `to parent` FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE SET NULL
) ENGINE=InnoDB;
INSERT INTO child SELECT seq, seq, NULL FROM seq_1_to_1500;
CREATE TABLE bare (`a``b` text, `select` int, `ü` int) ENGINE=MyISAM DEFAULT CHARSET=latin1 ROW_FORMAT=FIXED;
INSERT INTO bare SELECT convert('Straße' using latin1), seq, 1 FROM seq_1_to_300;
CREATE TABLE empty (a int);
CREATE TABLE places (at point NOT NULL, SPATIAL KEY at (at)) ENGINE=MyISAM;
INSERT INTO places SELECT ST_GeomFromText('POINT(3 4)') FROM seq_1_to_10;
CREATE TABLE ranges (id int NOT NULL, year int NOT NULL, PRIMARY KEY (id, year)) ENGINE=InnoDB
  PARTITION BY RANGE (year) (PARTITION `a` VALUES LESS THAN (2000), PARTITION b VALUES LESS THAN (2010), PARTITION c VALUES LESS THAN MAXVALUE);
INSERT INTO ranges SELECT seq, 1990 + seq % 40 FROM seq_1_to_400;
CREATE TABLE hashes (id int NOT NULL PRIMARY KEY) ENGINE=Aria PARTITION BY LINEAR HASH (id) PARTITIONS 5;
INSERT INTO hashes SELECT seq FROM seq_1_to_50;
CREATE TABLE big (id int NOT NULL AUTO_INCREMENT, body longblob, PRIMARY KEY (id)) ENGINE=InnoDB;
INSERT INTO big (body) SELECT repeat('A quote \' and "more" ),( ', seq) FROM seq_1_to_20;
INSERT INTO big (body) VALUES (repeat('0123456789', 30000)), (repeat('\'', 100000)), (NULL);
CREATE SEQUENCE counter START WITH 5;
CREATE VIEW short AS SELECT id FROM types;
CREATE SQL SECURITY INVOKER VIEW shorter AS SELECT id FROM short;
CREATE OR REPLACE USER `keeper of keys`@`10.0.%`;
GRANT ALL ON everything.* TO `keeper of keys`@`10.0.%`;
CREATE DEFINER=`keeper of keys`@`10.0.%` VIEW foreign_view AS SELECT id FROM parent;

DELIMITER //
CREATE TRIGGER before_child BEFORE INSERT ON child FOR EACH ROW BEGIN SET NEW.other_id = ';'; INSERT INTO empty VALUES (1),(2); END//
CREATE DEFINER=`keeper of keys`@`10.0.%` PROCEDURE fill(IN n int) BEGIN INSERT INTO empty VALUES (n),(n); SELECT 'CREATE TABLE x (a int);'; END//
CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2//
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM empty//
DELIMITER ;

USE `other db`;
CREATE TABLE types (name varchar(10), born datetime NOT NULL DEFAULT '0000-00-00 00:00:00', KEY (name)) ENGINE=InnoDB;
INSERT INTO types (name) SELECT concat('a', seq) FROM seq_1_to_77;
CREATE TABLE refers (id int, CONSTRAINT far FOREIGN KEY (id) REFERENCES everything.parent (id)) ENGINE=InnoDB;
INSERT INTO refers VALUES (1), (2);
