CREATE INDEX `changes_record` ON `changes` (`entity`,`entity_id`,`id`) WHERE entity_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `changes_actor` ON `changes` (`actor`,`id`);