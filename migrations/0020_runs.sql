DROP INDEX `lifecycle_changes_on`;--> statement-breakpoint
ALTER TABLE `lifecycle_changes` ADD `change_id` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `lifecycle_changes_change` ON `lifecycle_changes` (`change_id`);--> statement-breakpoint
DROP INDEX `relationship_level_changes_on`;--> statement-breakpoint
ALTER TABLE `relationship_level_changes` ADD `change_id` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `relationship_level_changes_change` ON `relationship_level_changes` (`change_id`);--> statement-breakpoint
ALTER TABLE `nights` ADD `change_id` integer DEFAULT 0 NOT NULL;