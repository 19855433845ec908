CREATE TABLE `relationship_level_changes` (
	`customer_id` integer NOT NULL,
	`on` integer NOT NULL,
	`from` integer NOT NULL,
	`to` integer NOT NULL,
	`reason` text NOT NULL,
	`segment_id` integer,
	`measured` text,
	PRIMARY KEY(`customer_id`, `on`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "relationship_levels_are_of_five" CHECK("relationship_level_changes"."from" BETWEEN 1 AND 5 AND "relationship_level_changes"."to" BETWEEN 1 AND 5),
	CONSTRAINT "relationship_level_segment" CHECK(("relationship_level_changes"."reason" = 'SEGMENT') = ("relationship_level_changes"."segment_id" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `customers` ADD `relationship_level` integer DEFAULT 1 NOT NULL;