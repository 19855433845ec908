ALTER TABLE `vulnerability_snapshots` ADD `horizon_days` integer;
--> statement-breakpoint
ALTER TABLE `vulnerability_snapshots` ADD `comparisons` integer;
