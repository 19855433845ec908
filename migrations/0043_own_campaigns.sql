CREATE TABLE `own_campaigns` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_given` text,
	`folded_name` text DEFAULT '' NOT NULL,
	`sort_name` text NOT NULL,
	`theme` text,
	`kind` text NOT NULL,
	`segment_id` integer,
	`channels` text NOT NULL,
	`purpose` text NOT NULL,
	`cadence` text NOT NULL,
	`offer` text,
	`first_day` integer NOT NULL,
	`last_day` integer,
	`cost` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "own_campaigns_monthly" CHECK("own_campaigns"."cadence" = 'ONCE' OR "own_campaigns"."kind" = 'PLAN')
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `own_campaigns_identity` ON `own_campaigns` (`name`,`first_day`,ifnull(last_day, -1));--> statement-breakpoint
CREATE INDEX `own_campaigns_first_day` ON `own_campaigns` (`first_day`,`id`);--> statement-breakpoint
CREATE INDEX `own_campaigns_segment` ON `own_campaigns` (`segment_id`) WHERE segment_id IS NOT NULL;