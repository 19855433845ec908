-- Both indexes know also in which region a customer is, by three characters of another private use that stand for the
-- last 36 bits of the region's id: who sees some regions alone finds their customers among those of all.
DROP TRIGGER `customer_search_insert`;
--> statement-breakpoint
DROP TRIGGER `customer_search_delete`;
--> statement-breakpoint
DROP TRIGGER `customer_search_update`;
--> statement-breakpoint
DROP TRIGGER `customer_search_parts_update`;
--> statement-breakpoint
DROP TRIGGER `contact_points_before_insert`;
--> statement-breakpoint
DROP TRIGGER `contact_points_after_insert`;
--> statement-breakpoint
DROP TRIGGER `contact_points_before_update`;
--> statement-breakpoint
DROP TRIGGER `contact_points_after_update`;
--> statement-breakpoint
DROP TRIGGER `contact_points_before_delete`;
--> statement-breakpoint
DROP TRIGGER `contact_points_after_delete`;
--> statement-breakpoint
INSERT INTO `customer_search` (`customer_search`) VALUES ('delete-all');
--> statement-breakpoint
INSERT INTO `customer_search_parts` (`customer_search_parts`) VALUES ('delete-all');
--> statement-breakpoint
CREATE TRIGGER `customer_search_insert` AFTER INSERT ON `customers` BEGIN
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, concat_ws(' ', new.`folded_name`, iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535))), iif(new.`region_id` IS NULL, NULL, char(57344 + (new.`region_id` & 4095), 57344 + (new.`region_id` >> 12 & 4095), 57344 + (new.`region_id` >> 24 & 4095)))));
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) VALUES (new.`id`, concat_ws(char(10), new.`folded_name`, new.`email`, new.`phone`, iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535))), iif(new.`region_id` IS NULL, NULL, char(57344 + (new.`region_id` & 4095), 57344 + (new.`region_id` >> 12 & 4095), 57344 + (new.`region_id` >> 24 & 4095)))));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_delete` AFTER DELETE ON `customers` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, concat_ws(' ', old.`folded_name`, iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535))), iif(old.`region_id` IS NULL, NULL, char(57344 + (old.`region_id` & 4095), 57344 + (old.`region_id` >> 12 & 4095), 57344 + (old.`region_id` >> 24 & 4095)))));
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) VALUES ('delete', old.`id`, concat_ws(char(10), old.`folded_name`, old.`email`, old.`phone`, iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535))), iif(old.`region_id` IS NULL, NULL, char(57344 + (old.`region_id` & 4095), 57344 + (old.`region_id` >> 12 & 4095), 57344 + (old.`region_id` >> 24 & 4095)))));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_update` AFTER UPDATE OF `folded_name`, `owner_id`, `region_id` ON `customers` WHEN old.`folded_name` <> new.`folded_name` OR old.`owner_id` IS NOT new.`owner_id` OR old.`region_id` IS NOT new.`region_id` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, concat_ws(' ', old.`folded_name`, iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535))), iif(old.`region_id` IS NULL, NULL, char(57344 + (old.`region_id` & 4095), 57344 + (old.`region_id` >> 12 & 4095), 57344 + (old.`region_id` >> 24 & 4095)))));
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, concat_ws(' ', new.`folded_name`, iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535))), iif(new.`region_id` IS NULL, NULL, char(57344 + (new.`region_id` & 4095), 57344 + (new.`region_id` >> 12 & 4095), 57344 + (new.`region_id` >> 24 & 4095)))));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_parts_update` AFTER UPDATE OF `folded_name`, `email`, `phone`, `owner_id`, `region_id` ON `customers` WHEN old.`folded_name` <> new.`folded_name` OR old.`email` IS NOT new.`email` OR old.`phone` IS NOT new.`phone` OR old.`owner_id` IS NOT new.`owner_id` OR old.`region_id` IS NOT new.`region_id` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) VALUES ('delete', old.`id`, concat_ws(char(10), old.`folded_name`, old.`email`, old.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = old.`id` ORDER BY `id`)), iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535))), iif(old.`region_id` IS NULL, NULL, char(57344 + (old.`region_id` & 4095), 57344 + (old.`region_id` >> 12 & 4095), 57344 + (old.`region_id` >> 24 & 4095)))));
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) VALUES (new.`id`, concat_ws(char(10), new.`folded_name`, new.`email`, new.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = new.`id` ORDER BY `id`)), iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535))), iif(new.`region_id` IS NULL, NULL, char(57344 + (new.`region_id` & 4095), 57344 + (new.`region_id` >> 12 & 4095), 57344 + (new.`region_id` >> 24 & 4095)))));
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_before_insert` BEFORE INSERT ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) SELECT 'delete', c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535))), iif(c.`region_id` IS NULL, NULL, char(57344 + (c.`region_id` & 4095), 57344 + (c.`region_id` >> 12 & 4095), 57344 + (c.`region_id` >> 24 & 4095)))) FROM `customers` AS c WHERE c.`id` IN (new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_after_insert` AFTER INSERT ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535))), iif(c.`region_id` IS NULL, NULL, char(57344 + (c.`region_id` & 4095), 57344 + (c.`region_id` >> 12 & 4095), 57344 + (c.`region_id` >> 24 & 4095)))) FROM `customers` AS c WHERE c.`id` IN (new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_before_update` BEFORE UPDATE OF `value`, `customer_id` ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) SELECT 'delete', c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535))), iif(c.`region_id` IS NULL, NULL, char(57344 + (c.`region_id` & 4095), 57344 + (c.`region_id` >> 12 & 4095), 57344 + (c.`region_id` >> 24 & 4095)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`, new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_after_update` AFTER UPDATE OF `value`, `customer_id` ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535))), iif(c.`region_id` IS NULL, NULL, char(57344 + (c.`region_id` & 4095), 57344 + (c.`region_id` >> 12 & 4095), 57344 + (c.`region_id` >> 24 & 4095)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`, new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_before_delete` BEFORE DELETE ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) SELECT 'delete', c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535))), iif(c.`region_id` IS NULL, NULL, char(57344 + (c.`region_id` & 4095), 57344 + (c.`region_id` >> 12 & 4095), 57344 + (c.`region_id` >> 24 & 4095)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_after_delete` AFTER DELETE ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535))), iif(c.`region_id` IS NULL, NULL, char(57344 + (c.`region_id` & 4095), 57344 + (c.`region_id` >> 12 & 4095), 57344 + (c.`region_id` >> 24 & 4095)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`);
END;
--> statement-breakpoint
INSERT INTO `customer_search` (`rowid`, `folded_name`) SELECT `id`, concat_ws(' ', `folded_name`, iif(`owner_id` IS NULL, NULL, char(983040 + (`owner_id` & 65535), 983040 + (`owner_id` >> 16 & 65535), 983040 + (`owner_id` >> 32 & 65535))), iif(`region_id` IS NULL, NULL, char(57344 + (`region_id` & 4095), 57344 + (`region_id` >> 12 & 4095), 57344 + (`region_id` >> 24 & 4095)))) FROM `customers` ORDER BY `id`;
--> statement-breakpoint
INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535))), iif(c.`region_id` IS NULL, NULL, char(57344 + (c.`region_id` & 4095), 57344 + (c.`region_id` >> 12 & 4095), 57344 + (c.`region_id` >> 24 & 4095)))) FROM `customers` AS c ORDER BY c.`id`;
