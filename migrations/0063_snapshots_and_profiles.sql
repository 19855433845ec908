DROP INDEX `segment_snapshots_name`;--> statement-breakpoint
ALTER TABLE `segment_snapshots` ADD `name_given` text;--> statement-breakpoint
ALTER TABLE `segment_snapshots` ADD `sort_name` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `segment_snapshots` SET `name` = `name` || ' (' || `id` || ')' WHERE EXISTS (
	SELECT 1 FROM `segment_snapshots` AS `first` WHERE `first`.`segment_id` = `segment_snapshots`.`segment_id`
		AND `first`.`name` = `segment_snapshots`.`name` AND `first`.`id` < `segment_snapshots`.`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `segment_snapshots_identity` ON `segment_snapshots` (`segment_id`,`name`);--> statement-breakpoint
CREATE INDEX `segment_snapshots_sort` ON `segment_snapshots` (`sort_name`,`id`);--> statement-breakpoint
ALTER TABLE `target_profiles` ADD `archived` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `target_profiles` ADD `folded_name` text DEFAULT '' NOT NULL;
