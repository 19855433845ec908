CREATE TABLE `goals` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`metric` text NOT NULL,
	`direction` text NOT NULL,
	`target` real NOT NULL,
	`first_day` integer NOT NULL,
	`last_day` integer NOT NULL,
	`segment_id` integer,
	`campaign_id` integer,
	`owner_id` integer,
	`note` text,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "goals_days" CHECK("goals"."last_day" >= "goals"."first_day"),
	CONSTRAINT "goals_segment" CHECK(("goals"."metric" = 'SEGMENT_MEMBERS') = ("goals"."segment_id" IS NOT NULL)),
	CONSTRAINT "goals_campaign" CHECK(("goals"."metric" = 'VULNERABILITY_INDEX') = ("goals"."campaign_id" IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX `goals_last_day` ON `goals` (`last_day`,`id`);--> statement-breakpoint
CREATE INDEX `goals_owner` ON `goals` (`owner_id`) WHERE owner_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `goals_segment_id` ON `goals` (`segment_id`) WHERE segment_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `goals_campaign_id` ON `goals` (`campaign_id`) WHERE campaign_id IS NOT NULL;