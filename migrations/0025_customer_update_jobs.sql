CREATE TABLE `customer_update_jobs` (
	`id` integer PRIMARY KEY NOT NULL,
	`filter` text NOT NULL,
	`patch` text NOT NULL,
	`state` text NOT NULL,
	`failure` text,
	`owner` text NOT NULL,
	`owner_staff_id` integer,
	`owner_scopes` text NOT NULL,
	`owner_reach` text NOT NULL,
	`matching` integer NOT NULL,
	`matching_exact` integer NOT NULL,
	`place` integer NOT NULL,
	`changed` integer NOT NULL,
	`unchanged` integer NOT NULL,
	`refused` integer NOT NULL,
	`refusals` text NOT NULL,
	`progress_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`owner_staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `customer_update_jobs_created` ON `customer_update_jobs` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `customer_update_jobs_running` ON `customer_update_jobs` (`progress_at`,`id`) WHERE state = 'RUNNING';