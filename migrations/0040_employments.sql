CREATE TABLE `employments` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`organisation_id` integer NOT NULL,
	`title` text,
	`from` integer,
	`until` integer,
	`chosen_at` integer NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organisation_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `employments_customer` ON `employments` (`customer_id`);--> statement-breakpoint
CREATE INDEX `employments_organisation` ON `employments` (`organisation_id`,`id`);