from io import BytesIO

import pytest

from audit.parsers.sql import DumpDescribed, read_dump

INSERT = b"INSERT INTO t VALUES (1);\n"
MYSQLDUMP = b"""-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: wp
-- ------------------------------------------------------
-- Server version\t8.0.36-0ubuntu0.22.04.1

/*!50503 SET NAMES utf8mb4 */;
"""
COMPLETED = b"-- Dump completed on 2024-01-01 10:11:12\n"


def description_of(dump, chunk=11):
    *_, last = read_dump(BytesIO(dump).read, lambda _: False, chunk)
    return last


def test_mysqldump_is_described_by_its_header():
    assert description_of(MYSQLDUMP + INSERT + COMPLETED) == DumpDescribed(
        "mysqldump",
        "8.0.36",
        "8.0.36-0ubuntu0.22.04.1",
        "wp",
        "utf8mb4",
        finished=True,
        ended="2024-01-01 10:11:12",
    )


def test_mysqldump_without_its_closing_line_did_not_finish():
    assert description_of(MYSQLDUMP + INSERT).finished is False


def test_mysqldump_of_all_databases_names_none():
    assert description_of(MYSQLDUMP.replace(b" wp", b"")).host_database is None


def test_a_closing_line_in_a_value_closes_nothing():
    assert description_of(MYSQLDUMP + b"INSERT INTO t VALUES ('\n" + COMPLETED + b"');").finished is False


@pytest.mark.parametrize(
    ("dump", "finished"),
    [
        (MYSQLDUMP + COMPLETED + MYSQLDUMP + COMPLETED, True),
        (MYSQLDUMP + MYSQLDUMP + COMPLETED, False),
        (MYSQLDUMP + COMPLETED + MYSQLDUMP, False),
        (MYSQLDUMP + b"-- Dump completed\n", True),
        (MYSQLDUMP + b"-- Dump completed", True),
        (MYSQLDUMP + b"-- Dump complet", False),
    ],
)
def test_every_dump_of_a_stream_has_to_finish(dump, finished):
    assert description_of(dump).finished is finished


HEADERS = {
    ("mariadb-dump", "11.4.2-MariaDB", "11.4.2-MariaDB-log", "wp"): b"""\
/*M!999999\\- enable the sandbox mode */
-- MariaDB dump 10.19-11.4.2-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: wp
-- Server version\t11.4.2-MariaDB-log
""",
    ("mariadb-dump", "10.6.12-MariaDB", None, None): b"""\
-- MariaDB dump 10.19  Distrib 10.6.12-MariaDB, for debian-linux-gnu (x86_64)
""",
    ("phpMyAdmin", "5.2.1", "8.0.36", "wp"): b"""\
-- phpMyAdmin SQL Dump
-- version 5.2.1
-- https://www.phpmyadmin.net/
--
-- Host: localhost:3306
-- Generation Time: Jan 01, 2024 at 10:00 AM
-- Server version: 8.0.36
SET time_zone = "+00:00";
--
-- Database: `wp`
--
""",
    ("Adminer", "4.8.1", "8.0.36", None): b"-- Adminer 4.8.1 MySQL 8.0.36 dump\n\nSET NAMES utf8;\n",
    ("HeidiSQL", "12.1.0.6537", "8.0.30", "wp"): b"""\
-- --------------------------------------------------------
-- Host:                         127.0.0.1
-- Server version:               8.0.30 - MySQL Community Server - GPL
-- Server OS:                    Win64
-- HeidiSQL Version:             12.1.0.6537
-- --------------------------------------------------------
-- Dumping database structure for wp
""",
    ("Sequel Ace", "20062", "8.0.33", "wp"): b"""\
# ************************************************************
# Sequel Ace SQL dump
# Version 20062
#
# Host: localhost (MySQL 8.0.33)
# Database: wp
""",
    ("Sequel Pro", "4541", "5.7.22", "wp"): b"""\
# Sequel Pro SQL dump
# Version 4541
# Host: 127.0.0.1 (MySQL 5.7.22)
# Database: wp
""",
    ("Navicat", None, "8.0.36", "wp"): b"""\
/*
 Navicat Premium Data Transfer

 Source Server Type    : MySQL
 Source Server Version : 80036 (8.0.36)
 Source Schema         : wp
*/
""",
    ("phpMyAdmin", "5.2.0", "10.6.12-MariaDB", "wp"): b"""\
-- phpMyAdmin SQL Dump
-- version 5.2.0
-- https://www.phpmyadmin.net/
--
-- H\xc3\xb4te : localhost:3306
-- G\xc3\xa9n\xc3\xa9r\xc3\xa9 le : lun. 01 jan. 2024 \xc3\xa0 10:00
-- Version du serveur : 10.6.12-MariaDB
-- Version de PHP : 8.1.0
/*!40101 SET NAMES utf8mb4 */;
--
-- Database: `wp`
--
""",
    ("Adminer", "5.4.1", "10.11.4-MariaDB-1~deb12u1", None): b"""\
-- Adminer 5.4.1 MariaDB 10.11.4-MariaDB-1~deb12u1 dump
""",
    ("Adminer", "4.2.5", None, None): b"-- Adminer 4.2.5 MySQL dump\n",
    ("Sequel Ace", "20094", "10.4.21-MariaDB", None): b"""\
# ************************************************************
# Sequel Ace SQL dump
# \xe7\x89\x88\xe6\x9c\xac\xe5\x8f\xb7\xef\xbc\x9a 20094
#
# \xe4\xb8\xbb\xe6\x9c\xba: 127.0.0.1 (MySQL 5.5.5-10.4.21-MariaDB)
# Database Credentials:
# Username: joe
# Password: secret
""",
    ("Navicat", None, "5.7.29", "bear"): b"""\
/*
 Navicat MySQL Data Transfer

 Source Server         : a name
 Source Server Type    : MySQL
 Source Server Version : 50729
 Source Schema         : bear

 Date: 21/01/2021 11:03:37
*/
""",
    ("SQLyog", "12.09", "5.7.17", "sells"): b"""\
/*
SQLyog Ultimate v12.09 (64 bit)
MySQL - 5.7.17 : Database - sells
*********************************************************************
*/
""",
    ("BackWPup", "3.4.4", None, "WP"): b"""\
-- ---------------------------------------------------------
-- Backup with BackWPup ver.: 3.4.4
-- Blog URL: http://localhost/
-- Database Name: WP
-- Backup on: 2018-03-10 10:51.39
""",
    ("Backup and Migrate", "7.x-3.9", "5.7.29", None): b"""\
-- Backup and Migrate (Drupal) MySQL Dump
-- Backup and Migrate Version: 7.x-3.9
-- Host: http://example.org/
-- Generation Time: Mon, 01 Jan 2024 10:00:00 +0000
-- MySQL Version: 5.7.29
""",
    ("Backup and Migrate", None, "10.3.31-MariaDB", "drupal"): b"""\
-- Backup and Migrate MySQL Dump
-- http://github.com/backupmigrate
--
-- Host: localhost
-- Database: drupal
-- MySQL Version: 5.5.5-10.3.31-MariaDB
""",
    ("All-in-One WP Migration", None, None, "maqis"): b"""\
-- All In One WP Migration SQL Dump
-- https://servmask.com/
--
-- Host: localhost
-- Database: maqis
-- Class: Ai1wm_Database_Mysqli
--
""",
    ("mysqldump-php", None, "5.6.28", "craft"): b"""\
-- mysqldump-php https://github.com/ifsnop/mysqldump-php
--
-- Host: localhost\tDatabase: craft
-- Server version \t5.6.28
""",
    ("WP Migrate", None, None, "wp"): b"""\
# WordPress MySQL database migration
#
# Database: `wp`
""",
    ("UpdraftPlus", "1.23.1", "8.0.33", "wp"): b"""\
# WordPress MySQL database backup
# Created by UpdraftPlus version 1.23.1 (https://updraftplus.com)
# WordPress Version: 6.2, running on PHP 8.0 (Apache), MySQL 8.0.33
# Database: `wp`
""",
    (
        "Duplicator",
        None,
        None,
        None,
    ): b"/* DUPLICATOR-LITE (PHP BUILD MODE) MYSQL SCRIPT CREATED ON : 2021 */\n",
    (None, None, None, None): b"-- a dump\n",
}


@pytest.mark.parametrize("known", HEADERS)
def test_exporters_are_known_by_their_comments(known):
    told = description_of(HEADERS[known] + INSERT)
    assert (told.exporter, told.exporter_version, told.server_version, told.host_database) == known


@pytest.mark.parametrize(
    ("comment", "started"),
    [
        (
            b"-- phpMyAdmin SQL Dump\n-- Generation Time: Jan 01, 2024 at 10:00 AM\n",
            "Jan 01, 2024 at 10:00 AM",
        ),
        (b"-- Backup on: 2018-03-10 10:51.39\n", "2018-03-10 10:51.39"),
        (b"/*\n Navicat Premium Dump SQL\n\n Date: 21/01/2021 11:03:37\n*/\n", "21/01/2021 11:03:37"),
        (
            b"/* DUPLICATOR-LITE (PHP BUILD MODE) MYSQL SCRIPT CREATED ON : 2020-10-26 08:15:38 */\n",
            "2020-10-26 08:15:38",
        ),
    ],
)
def test_when_the_export_began_is_told_as_written(comment, started):
    assert description_of(comment + INSERT).started == started


SAVED = b"""/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE='NO_AUTO_VALUE_ON_ZERO', SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
"""
RESTORED = b"""/*!40101 SET SQL_MODE=IFNULL(@OLD_SQL_MODE, '') */;
/*!40014 SET FOREIGN_KEY_CHECKS=IF(@OLD_FOREIGN_KEY_CHECKS IS NULL, 1, @OLD_FOREIGN_KEY_CHECKS) */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
"""
# What exporters write at the start and at the end of a dump.
FRAMES = {
    "phpMyAdmin": (b"-- phpMyAdmin SQL Dump\nSTART TRANSACTION;\n" + SAVED, b"COMMIT;\n" + RESTORED),
    "HeidiSQL": (b"-- HeidiSQL Version:  12.1.0.6537\n" + SAVED, RESTORED),
    "Sequel Ace": (b"# Sequel Ace SQL dump\n# Version 20062\n" + SAVED, RESTORED),
    "SQLyog": (b"/*\nSQLyog Ultimate v12.09 (64 bit)\n*/\n" + SAVED, RESTORED),
    "UpdraftPlus": (b"# Created by UpdraftPlus version 1.23.1\n" + SAVED, RESTORED),
    "Backup and Migrate": (b"-- Backup and Migrate MySQL Dump\n" + SAVED, RESTORED),
    "BackWPup": (
        b"-- Backup with BackWPup ver.: 3.4.4\n" + SAVED,
        RESTORED + b"\n-- Backup completed on 2018-03-10 10:51:40\n",
    ),
    "Navicat": (
        b"/*\n Navicat Premium Data Transfer\n*/\nSET NAMES utf8mb4;\nSET FOREIGN_KEY_CHECKS = 0;\n",
        b"SET FOREIGN_KEY_CHECKS = 1;\n",
    ),
    "Adminer": (
        b"-- Adminer 4.8.1 MySQL 8.0.36 dump\n\nSET NAMES utf8;\nSET NAMES utf8mb4;\n",
        b"\n-- 2023-12-16 14:38:06\n",
    ),
    "Duplicator": (
        b"/* DUPLICATOR-PRO (PHP BUILD MODE) MYSQL SCRIPT CREATED ON : 2020-10-26 */\nSET NAMES utf8mb4;\n",
        b"\n/* Duplicator WordPress Timestamp: 2020-10-26 08:15:39*/\n/* DUPLICATOR_MYSQLDUMP_EOF */\n",
    ),
    "mysqldump-php": (
        b"-- mysqldump-php https://github.com/ifsnop/mysqldump-php\n" + SAVED,
        RESTORED + b"\n-- Dump completed on: Fri, 10 Feb 2017 16:43:17 +0000\n",
    ),
    "mysqldump": (MYSQLDUMP, COMPLETED),
    None: (
        b"SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0;\n" + SAVED,
        RESTORED + b"/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n",
    ),
}
TABLE = b"/*!40101 SET @saved_cs_client = @@character_set_client */;\nCREATE TABLE t (a int);\n"
TABLE += b"/*!40101 SET character_set_client = @saved_cs_client */;\n" + INSERT


@pytest.mark.parametrize("exporter", FRAMES)
def test_by_its_end_a_dump_is_known_to_be_whole_and_without_it_not_to_be(exporter):
    start, end = FRAMES[exporter]
    whole, cut = description_of(start + TABLE + end), description_of(start + TABLE)
    assert (whole.exporter, whole.finished, whole.charset) == (exporter, True, "utf8mb4")
    assert (cut.exporter, cut.finished, cut.charset) == (exporter, False, "utf8mb4")


def test_what_each_table_saves_and_restores_says_nothing_of_the_end():
    assert description_of(TABLE * 2).finished is None


def test_a_dump_that_says_that_rows_begin_and_not_that_they_end_did_not_finish():
    start = b"# WordPress MySQL database migration\n#\n# Data contents of table `t`\n#\n" + INSERT
    assert description_of(start).finished is False
    assert description_of(start + b"# End of data contents of table `t`\n").finished is None


def test_a_date_in_a_comment_ends_only_a_dump_of_adminer():
    assert description_of(INSERT + b"-- 2023-12-16 14:38:06\n").finished is None


def test_the_character_set_is_the_one_that_the_first_rows_are_written_in():
    assert description_of(b"SET NAMES latin1;" + INSERT + b"SET NAMES utf8;" + INSERT).charset == "latin1"


def test_who_writes_no_closing_line_may_or_may_not_have_finished():
    assert description_of(b"-- phpMyAdmin SQL Dump\n" + INSERT).finished is None


@pytest.mark.parametrize("text", [b"#DUPLICATOR ", b"-- Adminer 4 ", b"/*", b"SET @a=REPLACE(@@b,1,2);"])
def test_text_that_looks_like_an_exporter_costs_no_squared_time(text):
    pieces = [text * 5000 + b"\n"] * 20
    assert description_of(b"".join(pieces), 64 * 1024).finished is None
