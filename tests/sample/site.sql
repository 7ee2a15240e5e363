-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: 10.20.30.40    Database: bakery_live
-- ------------------------------------------------------
-- Server version	8.0.36

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;

DROP TABLE IF EXISTS `bkr_options`;
CREATE TABLE `bkr_options` (
  `option_id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `option_name` varchar(191) NOT NULL DEFAULT '',
  `option_value` longtext NOT NULL,
  `autoload` varchar(20) NOT NULL DEFAULT 'yes',
  PRIMARY KEY (`option_id`),
  UNIQUE KEY `option_name` (`option_name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_options` WRITE;
INSERT INTO `bkr_options` VALUES (1,'siteurl','https://www.northside-bakery.example','yes'),(2,'home','https://www.northside-bakery.example','yes'),(3,'blogname','Northside Bakery','yes'),(4,'blogdescription','Bread since 1931','yes'),(5,'users_can_register','0','yes'),(6,'admin_email','nobody@northside-bakery.example','yes'),(7,'permalink_structure','/%postname%/','yes'),(8,'active_plugins','a:9:{i:0;s:31:\"bakery-orders/bakery-orders.php\";i:1;s:36:\"contact-form-7/wp-contact-form-7.php\";i:2;s:27:\"redirection/redirection.php\";i:3;s:27:\"updraftplus/updraftplus.php\";i:4;s:33:\"w3-total-cache/w3-total-cache.php\";i:5;s:27:\"woocommerce/woocommerce.php\";i:6;s:23:\"wordfence/wordfence.php\";i:7;s:29:\"wp-mail-smtp/wp_mail_smtp.php\";i:8;s:32:\"yoast-premium/wp-seo-premium.php\";}','yes'),(9,'template','storefront','yes'),(10,'stylesheet','northside','yes'),(11,'upload_path','/var/www/bakery/wp-content/uploads','yes'),(12,'upload_url_path','','yes'),(13,'blog_public','1','yes'),(14,'WPLANG','','yes');
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_posts`;
CREATE TABLE `bkr_posts` (
  `ID` bigint unsigned NOT NULL AUTO_INCREMENT,
  `post_title` text NOT NULL,
  `post_content` longtext NOT NULL,
  `post_type` varchar(20) NOT NULL DEFAULT 'post',
  PRIMARY KEY (`ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_posts` WRITE;
INSERT INTO `bkr_posts` VALUES (1,'Loaf no. 1','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(2,'Loaf no. 2','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(3,'Loaf no. 3','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page'),(4,'Loaf no. 4','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(5,'Loaf no. 5','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(6,'Loaf no. 6','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page'),(7,'Loaf no. 7','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(8,'Loaf no. 8','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(9,'Loaf no. 9','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page'),(10,'Loaf no. 10','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(11,'Loaf no. 11','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(12,'Loaf no. 12','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page'),(13,'Loaf no. 13','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(14,'Loaf no. 14','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(15,'Loaf no. 15','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page'),(16,'Loaf no. 16','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(17,'Loaf no. 17','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(18,'Loaf no. 18','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page'),(19,'Loaf no. 19','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(20,'Loaf no. 20','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(21,'Loaf no. 21','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page'),(22,'Loaf no. 22','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(23,'Loaf no. 23','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','product'),(24,'Loaf no. 24','<p>It\'s \"good\" bread;\r\n(\'fresh\'),(\'daily\') C:\\oven</p>','page');
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_postmeta`;
CREATE TABLE `bkr_postmeta` (
  `meta_id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `post_id` bigint unsigned NOT NULL,
  `meta_key` varchar(255) DEFAULT NULL,
  `meta_value` longtext,
  PRIMARY KEY (`meta_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_postmeta` WRITE;
INSERT INTO `bkr_postmeta` VALUES (1,1,'_price','4.20'),(2,2,'_price','4.20'),(3,3,'_price','4.20'),(4,4,'_price','4.20'),(5,5,'_price','4.20'),(6,6,'_price','4.20'),(7,7,'_price','4.20'),(8,8,'_price','4.20'),(9,9,'_price','4.20'),(10,10,'_price','4.20'),(11,11,'_price','4.20'),(12,12,'_price','4.20'),(13,13,'_price','4.20'),(14,14,'_price','4.20'),(15,15,'_price','4.20'),(16,16,'_price','4.20'),(17,17,'_price','4.20'),(18,18,'_price','4.20'),(19,19,'_price','4.20'),(20,20,'_price','4.20'),(21,21,'_price','4.20'),(22,22,'_price','4.20'),(23,23,'_price','4.20'),(24,24,'_price','4.20');
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_comments`;
CREATE TABLE `bkr_comments` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

DROP TABLE IF EXISTS `bkr_commentmeta`;
CREATE TABLE `bkr_commentmeta` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

DROP TABLE IF EXISTS `bkr_terms`;
CREATE TABLE `bkr_terms` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_terms` WRITE;
INSERT INTO `bkr_terms` VALUES (1),(2);
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_term_taxonomy`;
CREATE TABLE `bkr_term_taxonomy` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_term_taxonomy` WRITE;
INSERT INTO `bkr_term_taxonomy` VALUES (1),(2);
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_term_relationships`;
CREATE TABLE `bkr_term_relationships` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

DROP TABLE IF EXISTS `bkr_termmeta`;
CREATE TABLE `bkr_termmeta` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

DROP TABLE IF EXISTS `bkr_links`;
CREATE TABLE `bkr_links` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

DROP TABLE IF EXISTS `bkr_usermeta`;
CREATE TABLE `bkr_usermeta` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_usermeta` WRITE;
INSERT INTO `bkr_usermeta` VALUES (1),(2);
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_users`;
CREATE TABLE `bkr_users` (
  `ID` bigint unsigned NOT NULL AUTO_INCREMENT,
  `user_login` varchar(60) NOT NULL DEFAULT '',
  PRIMARY KEY (`ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_users` WRITE;
INSERT INTO `bkr_users` VALUES (1,'baker');
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_wfhits`;
CREATE TABLE `bkr_wfhits` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `URL` text,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
LOCK TABLES `bkr_wfhits` WRITE;
INSERT INTO `bkr_wfhits` VALUES (1,'/'),(2,'/'),(3,'/'),(4,'/'),(5,'/'),(6,'/'),(7,'/'),(8,'/'),(9,'/'),(10,'/'),(11,'/'),(12,'/'),(13,'/'),(14,'/'),(15,'/'),(16,'/'),(17,'/'),(18,'/'),(19,'/'),(20,'/'),(21,'/'),(22,'/'),(23,'/'),(24,'/'),(25,'/'),(26,'/'),(27,'/'),(28,'/'),(29,'/'),(30,'/'),(31,'/'),(32,'/'),(33,'/'),(34,'/'),(35,'/'),(36,'/'),(37,'/'),(38,'/'),(39,'/');
UNLOCK TABLES;

DROP TABLE IF EXISTS `bkr_bakery_orders`;
CREATE TABLE `bkr_bakery_orders` (
  `id` int NOT NULL AUTO_INCREMENT,
  `slot` varchar(20) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=MyISAM DEFAULT CHARSET=latin1;
LOCK TABLES `bkr_bakery_orders` WRITE;
INSERT INTO `bkr_bakery_orders` VALUES (1,'7:30'),(2,'7:30'),(3,'7:30'),(4,'7:30'),(5,'7:30'),(6,'7:30'),(7,'7:30'),(8,'7:30'),(9,'7:30'),(10,'7:30'),(11,'7:30');
UNLOCK TABLES;

DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`bakery`@`%`*/ /*!50003 TRIGGER `bkr_order_slot` BEFORE INSERT ON `bkr_bakery_orders` FOR EACH ROW BEGIN
  SET NEW.slot = COALESCE(NEW.slot, '8:00');
END */;;
DELIMITER ;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;

-- Dump completed on 2024-02-12 10:11:12
