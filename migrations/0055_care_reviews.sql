CREATE TABLE `care_reviews` (
	`id` integer PRIMARY KEY NOT NULL,
	`first_day` integer NOT NULL,
	`last_day` integer NOT NULL,
	`summary` text NOT NULL,
	`standards` text NOT NULL,
	`truncated` integer NOT NULL,
	`note` text,
	`supersedes_id` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`supersedes_id`) REFERENCES `care_reviews`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "care_reviews_days" CHECK("care_reviews"."last_day" >= "care_reviews"."first_day")
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `care_reviews_supersedes` ON `care_reviews` (`supersedes_id`);--> statement-breakpoint
CREATE INDEX `care_reviews_last_day` ON `care_reviews` (`last_day`,`id`);