CREATE TABLE `care_team_members` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`staff_id` integer NOT NULL,
	`role` text,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `care_team_members_customer` ON `care_team_members` (`customer_id`,`staff_id`);--> statement-breakpoint
CREATE INDEX `care_team_members_staff` ON `care_team_members` (`staff_id`);--> statement-breakpoint
CREATE TABLE `channel_reachability` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`channel` text NOT NULL,
	`subchannel` text NOT NULL,
	`reachable` integer NOT NULL,
	`expires_at` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `channel_reachability_channel` ON `channel_reachability` (`customer_id`,`channel`,`subchannel`);--> statement-breakpoint
CREATE TABLE `file_references` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`name` text NOT NULL,
	`media_type` text NOT NULL,
	`url` text NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `file_references_customer` ON `file_references` (`customer_id`);--> statement-breakpoint
CREATE TABLE `notes` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`text` text NOT NULL,
	`pinned` integer NOT NULL,
	`author` text NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `notes_customer` ON `notes` (`customer_id`);--> statement-breakpoint
CREATE TABLE `occasions` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`kind` text NOT NULL,
	`label` text,
	`person` text,
	`kinship` text,
	`calendar` text NOT NULL,
	`month` integer NOT NULL,
	`day` integer NOT NULL,
	`leap_month` integer NOT NULL,
	`year` integer,
	`next_on` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `occasions_customer` ON `occasions` (`customer_id`);--> statement-breakpoint
CREATE INDEX `occasions_next` ON `occasions` (`next_on`,`id`);--> statement-breakpoint
CREATE TABLE `preferences` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`topic` text NOT NULL,
	`value` text NOT NULL,
	`source` text NOT NULL,
	`confidence` real,
	`observed_on` integer NOT NULL,
	`expires_on` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "preferences_confidence" CHECK(("preferences"."source" = 'INFERRED') = ("preferences"."confidence" IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX `preferences_customer` ON `preferences` (`customer_id`);