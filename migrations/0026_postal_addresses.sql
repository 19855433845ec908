CREATE TABLE `postal_addresses` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`label` text,
	`recipient` text,
	`lines` text NOT NULL,
	`postal_code` text,
	`locality` text,
	`region` text,
	`country` text NOT NULL,
	`valid_from` integer,
	`valid_until` integer,
	`chosen_at` integer NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `postal_addresses_customer` ON `postal_addresses` (`customer_id`);