CREATE TABLE `target_profiles` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`conditions` text NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `target_profiles_created` ON `target_profiles` (`created_at`,`id`);