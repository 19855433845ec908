DROP INDEX `care_team_members_staff`;--> statement-breakpoint
CREATE INDEX `care_team_members_staff` ON `care_team_members` (`staff_id`,`customer_id`);--> statement-breakpoint
ALTER TABLE `customer_update_jobs` ADD `owner_regions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `webhooks` ADD `owner_regions` text DEFAULT '[]' NOT NULL;