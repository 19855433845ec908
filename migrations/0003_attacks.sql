ALTER TABLE `vulnerability_snapshots` ADD `definition` text;--> statement-breakpoint
ALTER TABLE `vulnerability_snapshots` ADD `attacks` text;