CREATE TABLE `tombstones` (
	`kind` text NOT NULL,
	`mark` text NOT NULL,
	`secret` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`kind`, `mark`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `customers` ADD `erased_at` integer;