ALTER TABLE `segment_snapshots` ADD `name_given` text;--> statement-breakpoint
UPDATE `segment_snapshots` SET `name` = `name` || ' (' || `id` || ')' WHERE EXISTS (
	SELECT 1 FROM `segment_snapshots` AS `first` WHERE `first`.`segment_id` = `segment_snapshots`.`segment_id`
		AND `first`.`name` = `segment_snapshots`.`name` AND `first`.`id` < `segment_snapshots`.`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `segment_snapshots_identity` ON `segment_snapshots` (`segment_id`,`name`);
