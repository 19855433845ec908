CREATE TABLE `import_changes` (
	`import_id` integer NOT NULL,
	`change_id` integer NOT NULL,
	PRIMARY KEY(`import_id`, `change_id`),
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`change_id`) REFERENCES `changes`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` integer PRIMARY KEY NOT NULL,
	`entity` text NOT NULL,
	`source` text NOT NULL,
	`actor` text NOT NULL,
	`state` text NOT NULL,
	`created` integer NOT NULL,
	`updated` integer NOT NULL,
	`unchanged` integer NOT NULL,
	`rejected` integer NOT NULL,
	`started_at` integer NOT NULL,
	`progress_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `imports_started` ON `imports` (`started_at`,`id`);