CREATE TABLE `import_kept` (
	`import_id` integer NOT NULL,
	`entity` text NOT NULL,
	`row_id` integer NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`import_id`, `entity`, `row_id`),
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `import_changes` ADD `undone_by` integer;--> statement-breakpoint
CREATE INDEX `import_changes_undone` ON `import_changes` (`undone_by`) WHERE undone_by IS NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `removed` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `restored` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `kept` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `exposures_interaction` ON `exposures` (`interaction_id`) WHERE interaction_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `follow_ups_interaction` ON `follow_ups` (`interaction_id`) WHERE interaction_id IS NOT NULL;