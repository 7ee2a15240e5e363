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
        "mysqldump", "8.0.36", "8.0.36-0ubuntu0.22.04.1", "wp", "utf8mb4", None, finished=True
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


def test_when_the_export_began_is_told_as_written():
    dump = b"-- phpMyAdmin SQL Dump\n-- Generation Time: Jan 01, 2024 at 10:00 AM\n" + INSERT
    assert description_of(dump).started == "Jan 01, 2024 at 10:00 AM"


def test_who_writes_no_closing_line_may_or_may_not_have_finished():
    assert description_of(b"-- phpMyAdmin SQL Dump\n" + INSERT).finished is None
