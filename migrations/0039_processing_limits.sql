ALTER TABLE `customers` ADD `restricted_at` integer;--> statement-breakpoint
ALTER TABLE `customers` ADD `restriction_reason` text;--> statement-breakpoint
ALTER TABLE `customers` ADD `scoring_objected_at` integer;--> statement-breakpoint
ALTER TABLE `customers` ADD `scoring_objection_reason` text;--> statement-breakpoint
CREATE INDEX `customers_not_scored` ON `customers` (`id`) WHERE restricted_at IS NOT NULL OR scoring_objected_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `model_fits` ADD `left_out` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `rfm_scales` ADD `left_out` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `vulnerability_snapshots` SET `treated` = json_set(`treated`, '$.excluded.RESTRICTED', 0, '$.excluded.OBJECTED', 0),
	`control` = iif(`control` IS NULL, NULL, json_set(`control`, '$.excluded.RESTRICTED', 0, '$.excluded.OBJECTED', 0)),
	`placebo` = CASE
		WHEN `placebo` IS NULL THEN NULL
		WHEN json_type(`placebo`, '$.control') = 'object' THEN json_set(`placebo`, '$.treated.excluded.RESTRICTED', 0, '$.treated.excluded.OBJECTED', 0, '$.control.excluded.RESTRICTED', 0, '$.control.excluded.OBJECTED', 0)
		ELSE json_set(`placebo`, '$.treated.excluded.RESTRICTED', 0, '$.treated.excluded.OBJECTED', 0) END;
