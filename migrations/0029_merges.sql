CREATE TABLE `customer_merge_rows` (
	`merge_id` integer NOT NULL,
	`holding` text NOT NULL,
	`key` text NOT NULL,
	`row` text,
	`moved` integer NOT NULL,
	PRIMARY KEY(`merge_id`, `holding`, `key`),
	FOREIGN KEY (`merge_id`) REFERENCES `customer_merges`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `customer_merges` (
	`id` integer PRIMARY KEY NOT NULL,
	`merged_id` integer NOT NULL,
	`survivor_id` integer NOT NULL,
	`merged` text NOT NULL,
	`survivor` text NOT NULL,
	`result` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`change_id` integer NOT NULL,
	`undone_by` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `customer_merges_merged` ON `customer_merges` (`merged_id`) WHERE undone_by IS NULL;--> statement-breakpoint
CREATE INDEX `customer_merges_survivor` ON `customer_merges` (`survivor_id`,`id`);