CREATE TABLE `segment_snapshot_members` (
	`segment_snapshot_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	PRIMARY KEY(`segment_snapshot_id`, `customer_id`),
	FOREIGN KEY (`segment_snapshot_id`) REFERENCES `segment_snapshots`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `segment_snapshot_members_customer` ON `segment_snapshot_members` (`customer_id`,`segment_snapshot_id`);--> statement-breakpoint
CREATE TABLE `segment_snapshots` (
	`id` integer PRIMARY KEY NOT NULL,
	`segment_id` integer NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`rule` text,
	`member_count` integer NOT NULL,
	`unknown_count` integer NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `segment_snapshots_segment` ON `segment_snapshots` (`segment_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `segment_snapshots_created` ON `segment_snapshots` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `segment_snapshots_name` ON `segment_snapshots` (`name`,`id`);--> statement-breakpoint
CREATE INDEX `segment_snapshots_members` ON `segment_snapshots` (`member_count`,`id`);
