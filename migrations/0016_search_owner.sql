-- Both indexes know who owns a customer, by three characters of private use that no text holds and that stand for the
-- last 48 bits of the owner's id: who sees its own customers alone finds them among those of all without walking those.
DROP TRIGGER `customer_search_insert`;
--> statement-breakpoint
DROP TRIGGER `customer_search_delete`;
--> statement-breakpoint
DROP TRIGGER `customer_search_update`;
--> statement-breakpoint
DROP TRIGGER `customer_search_parts_update`;
--> statement-breakpoint
INSERT INTO `customer_search` (`customer_search`) VALUES ('delete-all');
--> statement-breakpoint
INSERT INTO `customer_search_parts` (`customer_search_parts`) VALUES ('delete-all');
--> statement-breakpoint
CREATE TRIGGER `customer_search_insert` AFTER INSERT ON `customers` BEGIN
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, concat_ws(' ', new.`folded_name`, iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535)))));
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) VALUES (new.`id`, concat_ws(char(10), new.`folded_name`, new.`email`, new.`phone`, iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535)))));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_delete` AFTER DELETE ON `customers` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, concat_ws(' ', old.`folded_name`, iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535)))));
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) VALUES ('delete', old.`id`, concat_ws(char(10), old.`folded_name`, old.`email`, old.`phone`, iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535)))));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_update` AFTER UPDATE OF `folded_name`, `owner_id` ON `customers` WHEN old.`folded_name` <> new.`folded_name` OR old.`owner_id` IS NOT new.`owner_id` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, concat_ws(' ', old.`folded_name`, iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535)))));
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, concat_ws(' ', new.`folded_name`, iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535)))));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_parts_update` AFTER UPDATE OF `folded_name`, `email`, `phone`, `owner_id` ON `customers` WHEN old.`folded_name` <> new.`folded_name` OR old.`email` IS NOT new.`email` OR old.`phone` IS NOT new.`phone` OR old.`owner_id` IS NOT new.`owner_id` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) VALUES ('delete', old.`id`, concat_ws(char(10), old.`folded_name`, old.`email`, old.`phone`, iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535)))));
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) VALUES (new.`id`, concat_ws(char(10), new.`folded_name`, new.`email`, new.`phone`, iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535)))));
END;
--> statement-breakpoint
INSERT INTO `customer_search` (`rowid`, `folded_name`) SELECT `id`, concat_ws(' ', `folded_name`, iif(`owner_id` IS NULL, NULL, char(983040 + (`owner_id` & 65535), 983040 + (`owner_id` >> 16 & 65535), 983040 + (`owner_id` >> 32 & 65535)))) FROM `customers` ORDER BY `id`;
--> statement-breakpoint
INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT `id`, concat_ws(char(10), `folded_name`, `email`, `phone`, iif(`owner_id` IS NULL, NULL, char(983040 + (`owner_id` & 65535), 983040 + (`owner_id` >> 16 & 65535), 983040 + (`owner_id` >> 32 & 65535)))) FROM `customers` ORDER BY `id`;
