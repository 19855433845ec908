CREATE TABLE `customer_duplicates` (
	`id` integer PRIMARY KEY NOT NULL,
	`first_id` integer NOT NULL,
	`second_id` integer NOT NULL,
	`grounds` text NOT NULL,
	`state` text NOT NULL,
	`dismissed_at` integer,
	`dismissed_by` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `customer_duplicates_pair` ON `customer_duplicates` (`first_id`,`second_id`);--> statement-breakpoint
CREATE INDEX `customer_duplicates_second` ON `customer_duplicates` (`second_id`);--> statement-breakpoint
CREATE INDEX `customer_duplicates_created` ON `customer_duplicates` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `customers_birth_date` ON `customers` (`birth_date`,`folded_name`) WHERE birth_date IS NOT NULL;