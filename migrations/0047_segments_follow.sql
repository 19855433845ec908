CREATE TABLE `segment_overrides` (
	`segment_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`included` integer NOT NULL,
	`reason` text,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	PRIMARY KEY(`segment_id`, `customer_id`),
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `segment_overrides_customer` ON `segment_overrides` (`customer_id`,`segment_id`);--> statement-breakpoint
ALTER TABLE `segments` RENAME COLUMN `rule` TO `stored_rule`;--> statement-breakpoint
ALTER TABLE `segments` ADD `rule` text;--> statement-breakpoint
UPDATE `segments` SET `rule` = `stored_rule`;--> statement-breakpoint
ALTER TABLE `segments` DROP COLUMN `stored_rule`;
--> statement-breakpoint
CREATE TABLE `segment_following` (
	`id` integer PRIMARY KEY NOT NULL,
	`change_id` integer NOT NULL,
	`turn` integer NOT NULL,
	CONSTRAINT "segment_following_is_one_row" CHECK("segment_following"."id" = 1)
) STRICT;
--> statement-breakpoint
INSERT INTO `segment_following` (`id`, `change_id`, `turn`) SELECT 1, `id`, 0 FROM `changes` ORDER BY `id` DESC LIMIT 1;
