CREATE TABLE `change_rows` (
	`change_id` integer NOT NULL,
	`entity` text NOT NULL,
	`row_id` integer NOT NULL,
	`before` text,
	PRIMARY KEY(`change_id`, `entity`, `row_id`),
	FOREIGN KEY (`change_id`) REFERENCES `changes`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `lifecycle_changes_on` ON `lifecycle_changes` (`on`);--> statement-breakpoint
CREATE INDEX `follow_ups_change` ON `follow_ups` (`change_id`);--> statement-breakpoint
CREATE INDEX `relationship_level_changes_on` ON `relationship_level_changes` (`on`);--> statement-breakpoint
CREATE INDEX `segment_members_joined` ON `segment_members` (`joined_at`);--> statement-breakpoint
CREATE INDEX `segment_stays_left` ON `segment_stays` (`left_at`);--> statement-breakpoint
CREATE INDEX `vulnerability_snapshots_sealed` ON `vulnerability_snapshots` (`sealed_at`);