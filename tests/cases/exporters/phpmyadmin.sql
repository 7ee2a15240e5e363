-- phpMyAdmin SQL Dump
-- version 5.2.1deb1+deb12u1
-- https://www.phpmyadmin.net/
--
-- Host: localhost
-- Generation Time: Nov 23, 2026 at 07:30 AM
-- Server version: 10.11.19-MariaDB-0+deb12u1
-- PHP Version: 8.2.36

SET FOREIGN_KEY_CHECKS=0;
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";


/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;

--
-- Database: `everything`
--

DELIMITER $$
--
-- Procedures
--
DROP PROCEDURE IF EXISTS `fill`$$
CREATE DEFINER=`keeper of keys`@`10.0.%` PROCEDURE `fill` (IN `n` INT)   BEGIN INSERT INTO empty VALUES (n),(n); SELECT 'CREATE TABLE x (a int);'; END$$

--
-- Functions
--
DROP FUNCTION IF EXISTS `twice`$$
CREATE DEFINER=`root`@`localhost` FUNCTION `twice` (`n` INT) RETURNS INT(11) DETERMINISTIC RETURN n * 2$$

DELIMITER ;

-- --------------------------------------------------------

--
-- Table structure for table `bare`
--

DROP TABLE IF EXISTS `bare`;
CREATE TABLE IF NOT EXISTS `bare` (
  `a``b` text DEFAULT NULL,
  `select` int(11) DEFAULT NULL,
  `ü` int(11) DEFAULT NULL
) ENGINE=MyISAM DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci ROW_FORMAT=FIXED;

--
-- Dumping data for table `bare`
--

INSERT INTO `bare` (`a``b`, `select`, `ü`) VALUES
('Straße', 1, 1),
('Straße', 2, 1),
('Straße', 3, 1);

-- --------------------------------------------------------

--
-- Table structure for table `big`
--

DROP TABLE IF EXISTS `big`;
CREATE TABLE IF NOT EXISTS `big` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `body` longblob DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

--
-- Dumping data for table `big`
--

INSERT INTO `big` (`id`, `body`) VALUES
(1, 0x412071756f7465202720616e6420226d6f72652220292c2820),
(2, 0x412071756f7465202720616e6420226d6f72652220292c2820412071756f7465202720616e6420226d6f72652220292c2820),
(3, 0x412071756f7465202720616e6420226d6f72652220292c2820412071756f7465202720616e6420226d6f72652220292c2820412071756f7465202720616e6420226d6f72652220292c2820),
(4, 0x30313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839),
(5, 0x787878787878787878),
(6, NULL);

-- --------------------------------------------------------

--
-- Table structure for table `child`
--

DROP TABLE IF EXISTS `child`;
CREATE TABLE IF NOT EXISTS `child` (
  `id` int(11) NOT NULL,
  `parent_id` int(11) DEFAULT NULL,
  `other_id` int(11) DEFAULT NULL,
  KEY `parent_id` (`parent_id`),
  KEY `o` (`other_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

--
-- Dumping data for table `child`
--

INSERT INTO `child` (`id`, `parent_id`, `other_id`) VALUES
(1, 1, NULL),
(2, 2, NULL),
(3, 3, NULL);

--
-- Triggers `child`
--
DROP TRIGGER IF EXISTS `before_child`;
DELIMITER $$
CREATE TRIGGER `before_child` BEFORE INSERT ON `child` FOR EACH ROW BEGIN SET NEW.other_id = ';'; INSERT INTO empty VALUES (1),(2); END
$$
DELIMITER ;

-- --------------------------------------------------------

--
-- Table structure for table `counter`
--

DROP TABLE IF EXISTS `counter`;
CREATE TABLE IF NOT EXISTS `counter` (
  `next_not_cached_value` bigint(21) NOT NULL,
  `minimum_value` bigint(21) NOT NULL,
  `maximum_value` bigint(21) NOT NULL,
  `start_value` bigint(21) NOT NULL COMMENT 'start value when sequences is created or value if RESTART is used',
  `increment` bigint(21) NOT NULL COMMENT 'increment value',
  `cache_size` bigint(21) UNSIGNED NOT NULL,
  `cycle_option` tinyint(1) UNSIGNED NOT NULL COMMENT '0 if no cycles are allowed, 1 if the sequence should begin a new cycle when maximum_value is passed',
  `cycle_count` bigint(21) NOT NULL COMMENT 'How many cycles have been done'
) ENGINE=InnoDB;

--
-- Dumping data for table `counter`
--

INSERT INTO `counter` (`next_not_cached_value`, `minimum_value`, `maximum_value`, `start_value`, `increment`, `cache_size`, `cycle_option`, `cycle_count`) VALUES
(5, 1, 9223372036854775806, 5, 1, 1000, 0, 0);

-- --------------------------------------------------------

--
-- Table structure for table `empty`
--

DROP TABLE IF EXISTS `empty`;
CREATE TABLE IF NOT EXISTS `empty` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- --------------------------------------------------------

--
-- Stand-in structure for view `foreign_view`
-- (See below for the actual view)
--
DROP VIEW IF EXISTS `foreign_view`;
CREATE TABLE IF NOT EXISTS `foreign_view` (
`id` int(11)
);

-- --------------------------------------------------------

--
-- Table structure for table `hashes`
--

DROP TABLE IF EXISTS `hashes`;
CREATE TABLE IF NOT EXISTS `hashes` (
  `id` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=Aria DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY LINEAR HASH (`id`)
PARTITIONS 5;

--
-- Dumping data for table `hashes`
--

INSERT INTO `hashes` (`id`) VALUES
(1),
(2),
(3);

-- --------------------------------------------------------

--
-- Table structure for table `parent`
--

DROP TABLE IF EXISTS `parent`;
CREATE TABLE IF NOT EXISTS `parent` (
  `id` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

--
-- Dumping data for table `parent`
--

INSERT INTO `parent` (`id`) VALUES
(1),
(2),
(3);

-- --------------------------------------------------------

--
-- Table structure for table `places`
--

DROP TABLE IF EXISTS `places`;
CREATE TABLE IF NOT EXISTS `places` (
  `at` point NOT NULL,
  SPATIAL KEY `at` (`at`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

--
-- Dumping data for table `places`
--

INSERT INTO `places` (`at`) VALUES
(0x00000000010100000000000000000008400000000000001040),
(0x00000000010100000000000000000008400000000000001040),
(0x00000000010100000000000000000008400000000000001040);

-- --------------------------------------------------------

--
-- Table structure for table `ranges`
--

DROP TABLE IF EXISTS `ranges`;
CREATE TABLE IF NOT EXISTS `ranges` (
  `id` int(11) NOT NULL,
  `year` int(11) NOT NULL,
  PRIMARY KEY (`id`,`year`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY RANGE (`year`)
(
PARTITION a VALUES LESS THAN (2000) ENGINE=InnoDB,
PARTITION b VALUES LESS THAN (2010) ENGINE=InnoDB,
PARTITION c VALUES LESS THAN MAXVALUE ENGINE=InnoDB
);

--
-- Dumping data for table `ranges`
--

INSERT INTO `ranges` (`id`, `year`) VALUES
(1, 1991),
(2, 1992),
(3, 1993);

-- --------------------------------------------------------

--
-- Stand-in structure for view `short`
-- (See below for the actual view)
--
DROP VIEW IF EXISTS `short`;
CREATE TABLE IF NOT EXISTS `short` (
`id` bigint(20) unsigned
);

-- --------------------------------------------------------

--
-- Stand-in structure for view `shorter`
-- (See below for the actual view)
--
DROP VIEW IF EXISTS `shorter`;
CREATE TABLE IF NOT EXISTS `shorter` (
`id` bigint(20) unsigned
);

-- --------------------------------------------------------

--
-- Table structure for table `types`
--

DROP TABLE IF EXISTS `types`;
CREATE TABLE IF NOT EXISTS `types` (
  `id` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT,
  `a` tinyint(1) DEFAULT NULL,
  `b` smallint(5) UNSIGNED ZEROFILL DEFAULT NULL,
  `c` mediumint(9) DEFAULT NULL,
  `d` int(11) DEFAULT 7,
  `e` decimal(12,4) DEFAULT NULL,
  `f` float DEFAULT NULL,
  `g` double(9,3) DEFAULT NULL,
  `h` bit(9) DEFAULT NULL,
  `i` date DEFAULT '0000-00-00',
  `j` datetime(6) DEFAULT NULL,
  `k` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `l` time(3) DEFAULT NULL,
  `m` year(4) DEFAULT NULL,
  `n` char(5) DEFAULT NULL,
  `o` varchar(100) CHARACTER SET latin1 COLLATE latin1_german2_ci DEFAULT NULL,
  `p` binary(4) DEFAULT NULL,
  `q` varbinary(20) DEFAULT NULL,
  `r` tinyblob DEFAULT NULL,
  `s` blob DEFAULT NULL,
  `t` mediumblob DEFAULT NULL,
  `u` longblob DEFAULT NULL,
  `v` tinytext DEFAULT NULL,
  `w` text DEFAULT NULL COMMENT 'PRIMARY KEY (`a`), ENGINE=x',
  `x` mediumtext DEFAULT NULL,
  `y` longtext DEFAULT NULL,
  `z` enum('one','it''s','a,b','(c)') NOT NULL,
  `aa` set('x','y') DEFAULT NULL,
  `bb` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`bb`)),
  `cc` geometry DEFAULT NULL,
  `dd` point DEFAULT NULL,
  `ee` inet6 DEFAULT NULL,
  `ff` uuid DEFAULT NULL,
  `gg` varchar(50) GENERATED ALWAYS AS (concat(`n`,'-',`d`)) VIRTUAL,
  `hh` int(11) GENERATED ALWAYS AS (`d` * 2) STORED,
  PRIMARY KEY (`id`),
  UNIQUE KEY `u` (`m`,`n`),
  KEY `on_text` (`w`(20),`d`)
) ENGINE=InnoDB AUTO_INCREMENT=503 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC;

--
-- Dumping data for table `types`
--

INSERT INTO `types` (`id`, `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`, `j`, `k`, `l`, `m`, `n`, `o`, `p`, `q`, `r`, `s`, `t`, `u`, `v`, `w`, `x`, `y`, `z`, `aa`, `bb`, `cc`, `dd`, `ee`, `ff`, `gg`, `hh`) VALUES
(500, 1, 00001, -1, NULL, 0.3333, 0.142857, -0.111, b'000000101', '0000-00-00', '2024-05-06 07:08:09.123456', '2026-11-23 07:30:41', '12:34:56.789', '1971', 'n1', 'Größe', 0x00ff2700, 0x5c27220a0d1a00, 0xdeadbeef, 0x01, 0x74, 0x75, 'it\'s', 'a \\ \" \' ),(\n; -- /* 1 😀', 'xxxxxxxxxx', 'y', 'it\'s', 'x,y', '{\"a\": \"b\\\"c\"}', 0x0000000001020000000200000000000000000000000000000000000000000000000000f03f000000000000f03f, 0x000000000101000000000000000000f03f0000000000000040, '::1', 'c9551674-e70f-11f1-9c4d-02fc00000001', NULL, NULL),
(501, 0, 00002, -2, NULL, 0.6667, 0.285714, -0.222, b'000000101', '0000-00-00', '2024-05-06 07:08:09.123456', '2026-11-23 07:30:41', '12:34:56.789', '1972', 'n2', 'Größe', 0x00ff2700, 0x5c27220a0d1a00, 0xdeadbeef, 0x0202, 0x74, 0x75, 'it\'s', 'a \\ \" \' ),(\n; -- /* 2 😀', 'xxxxxxxxxxxxxxxxxxxx', 'y', 'it\'s', 'x,y', '{\"a\": \"b\\\"c\"}', 0x0000000001020000000200000000000000000000000000000000000000000000000000f03f000000000000f03f, 0x000000000101000000000000000000f03f0000000000000040, '::1', 'c9551c01-e70f-11f1-9c4d-02fc00000001', NULL, NULL),
(502, 1, 00003, -3, NULL, 1.0000, 0.428571, -0.333, b'000000101', '0000-00-00', '2024-05-06 07:08:09.123456', '2026-11-23 07:30:41', '12:34:56.789', '1973', 'n3', 'Größe', 0x00ff2700, 0x5c27220a0d1a00, 0xdeadbeef, 0x030303, 0x74, 0x75, 'it\'s', 'a \\ \" \' ),(\n; -- /* 3 😀', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'y', 'it\'s', 'x,y', '{\"a\": \"b\\\"c\"}', 0x0000000001020000000200000000000000000000000000000000000000000000000000f03f000000000000f03f, 0x000000000101000000000000000000f03f0000000000000040, '::1', 'c9552771-e70f-11f1-9c4d-02fc00000001', NULL, NULL);

-- --------------------------------------------------------

--
-- Structure for view `foreign_view`
--
DROP TABLE IF EXISTS `foreign_view`;

DROP VIEW IF EXISTS `foreign_view`;
CREATE ALGORITHM=UNDEFINED DEFINER=`keeper of keys`@`10.0.%` SQL SECURITY DEFINER VIEW `foreign_view`  AS SELECT `parent`.`id` AS `id` FROM `parent` ;

-- --------------------------------------------------------

--
-- Structure for view `short`
--
DROP TABLE IF EXISTS `short`;

DROP VIEW IF EXISTS `short`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `short`  AS SELECT `types`.`id` AS `id` FROM `types` ;

-- --------------------------------------------------------

--
-- Structure for view `shorter`
--
DROP TABLE IF EXISTS `shorter`;

DROP VIEW IF EXISTS `shorter`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY INVOKER VIEW `shorter`  AS SELECT `short`.`id` AS `id` FROM `short` ;

--
-- Indexes for dumped tables
--

--
-- Indexes for table `types`
--
ALTER TABLE `types` ADD FULLTEXT KEY `words` (`v`,`w`);

--
-- Constraints for dumped tables
--

--
-- Constraints for table `child`
--
ALTER TABLE `child`
  ADD CONSTRAINT `to parent` FOREIGN KEY (`parent_id`) REFERENCES `parent` (`id`) ON DELETE CASCADE ON UPDATE SET NULL;

DELIMITER $$
--
-- Events
--
DROP EVENT IF EXISTS `nightly`$$
CREATE DEFINER=`root`@`localhost` EVENT `nightly` ON SCHEDULE EVERY 1 DAY STARTS '2026-11-23 07:30:41' ON COMPLETION NOT PRESERVE DISABLE DO DELETE FROM empty$$

DELIMITER ;
SET FOREIGN_KEY_CHECKS=1;
COMMIT;

/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
