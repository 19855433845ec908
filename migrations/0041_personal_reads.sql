CREATE TABLE `personal_reads` (
	`id` integer PRIMARY KEY NOT NULL,
	`caller` text NOT NULL,
	`hour` integer NOT NULL,
	`surface` text NOT NULL,
	`kind` text NOT NULL,
	`customers` integer NOT NULL,
	`marks` text NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`alarmed_at` integer,
	`alarm_limit` integer,
	`froze` integer DEFAULT false NOT NULL,
	`change_id` integer DEFAULT 0 NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `personal_reads_identity` ON `personal_reads` (`caller`,`hour`,`surface`,`kind`);--> statement-breakpoint
CREATE INDEX `personal_reads_hour` ON `personal_reads` (`hour`,`id`);--> statement-breakpoint
CREATE INDEX `personal_reads_alarmed` ON `personal_reads` (`alarmed_at`,`id`) WHERE alarmed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `personal_reads_marked` ON `personal_reads` (`caller`,`hour`) WHERE marks <> '[]';--> statement-breakpoint
ALTER TABLE `api_keys` ADD `frozen_at` integer;--> statement-breakpoint
INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('PERSONAL_READ', 1, '{"customersPerHour":5000,"timesUsual":10,"usualFrom":500,"freezes":false}', NULL, 0, 0);
