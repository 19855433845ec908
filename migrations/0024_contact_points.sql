CREATE TABLE `contact_points` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`label` text,
	`verified_on` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `contact_points_customer` ON `contact_points` (`customer_id`,`value`);--> statement-breakpoint
CREATE INDEX `contact_points_value` ON `contact_points` (`value`,`customer_id`);
--> statement-breakpoint
-- The index of parts holds all e-mails and phones of a customer. What it holds of a row it forgets only by the very same
-- text: so each write to them forgets the text from before it and then adds the one from behind it.
DROP TRIGGER `customer_search_parts_update`;
--> statement-breakpoint
CREATE TRIGGER `customer_search_parts_update` AFTER UPDATE OF `folded_name`, `email`, `phone`, `owner_id` ON `customers` WHEN old.`folded_name` <> new.`folded_name` OR old.`email` IS NOT new.`email` OR old.`phone` IS NOT new.`phone` OR old.`owner_id` IS NOT new.`owner_id` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) VALUES ('delete', old.`id`, concat_ws(char(10), old.`folded_name`, old.`email`, old.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = old.`id` ORDER BY `id`)), iif(old.`owner_id` IS NULL, NULL, char(983040 + (old.`owner_id` & 65535), 983040 + (old.`owner_id` >> 16 & 65535), 983040 + (old.`owner_id` >> 32 & 65535)))));
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) VALUES (new.`id`, concat_ws(char(10), new.`folded_name`, new.`email`, new.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = new.`id` ORDER BY `id`)), iif(new.`owner_id` IS NULL, NULL, char(983040 + (new.`owner_id` & 65535), 983040 + (new.`owner_id` >> 16 & 65535), 983040 + (new.`owner_id` >> 32 & 65535)))));
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_before_insert` BEFORE INSERT ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) SELECT 'delete', c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535)))) FROM `customers` AS c WHERE c.`id` IN (new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_after_insert` AFTER INSERT ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535)))) FROM `customers` AS c WHERE c.`id` IN (new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_before_update` BEFORE UPDATE OF `value`, `customer_id` ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) SELECT 'delete', c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`, new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_after_update` AFTER UPDATE OF `value`, `customer_id` ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`, new.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_before_delete` BEFORE DELETE ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) SELECT 'delete', c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `contact_points_after_delete` AFTER DELETE ON `contact_points` BEGIN
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT c.`id`, concat_ws(char(10), c.`folded_name`, c.`email`, c.`phone`, (SELECT group_concat(`value`, char(10)) FROM (SELECT `value` FROM `contact_points` WHERE `customer_id` = c.`id` ORDER BY `id`)), iif(c.`owner_id` IS NULL, NULL, char(983040 + (c.`owner_id` & 65535), 983040 + (c.`owner_id` >> 16 & 65535), 983040 + (c.`owner_id` >> 32 & 65535)))) FROM `customers` AS c WHERE c.`id` IN (old.`customer_id`);
END;
