CREATE TABLE `token_levels` (
	`caller` text PRIMARY KEY NOT NULL,
	`level` integer DEFAULT 0 NOT NULL,
	`level_at` integer DEFAULT 0 NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `api_keys` ADD `last_used_at` integer;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `level` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `level_at` integer DEFAULT 0 NOT NULL;