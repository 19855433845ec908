CREATE TABLE `cohort_months` (
	`cohort` integer NOT NULL,
	`month` integer NOT NULL,
	`active` integer NOT NULL,
	`churned` integer NOT NULL,
	`churned_spend` integer NOT NULL,
	`returned` integer NOT NULL,
	`returned_spend` integer NOT NULL,
	PRIMARY KEY(`cohort`, `month`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `cohorts` (
	`month` integer PRIMARY KEY NOT NULL,
	`customers` integer NOT NULL,
	`net_spend` integer NOT NULL,
	`net_spend_year` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `model_fits` (
	`model` text NOT NULL,
	`day` integer NOT NULL,
	`policy_version` integer NOT NULL,
	`state` text NOT NULL,
	`failure` text,
	`parameters` text,
	`log_likelihood` real,
	`customers` integer NOT NULL,
	`repeaters` integer NOT NULL,
	`observations` integer NOT NULL,
	`bin_days` integer NOT NULL,
	`holdout` text,
	`watermark` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`model`, `day`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rfm_scales` (
	`day` integer PRIMARY KEY NOT NULL,
	`customers` integer NOT NULL,
	`recency` text NOT NULL,
	`frequency` text NOT NULL,
	`monetary` text NOT NULL,
	`watermark` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `policies` (
	`kind` text NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL,
	`note` text,
	`created_at` integer NOT NULL,
	`change_id` integer NOT NULL,
	PRIMARY KEY(`kind`, `version`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `relationship_overrides` (
	`customer_id` integer PRIMARY KEY NOT NULL,
	`level` integer NOT NULL,
	`reason` text NOT NULL,
	`until` integer NOT NULL,
	`author` text NOT NULL,
	`staff_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "relationship_level_is_one_of_five" CHECK("relationship_overrides"."level" BETWEEN 1 AND 5)
) STRICT;
--> statement-breakpoint
CREATE TABLE `segment_values` (
	`segment_id` integer PRIMARY KEY NOT NULL,
	`customers` integer NOT NULL,
	`buyers_year` integer NOT NULL,
	`net_spend` integer NOT NULL,
	`net_spend_year` integer NOT NULL,
	`costed_spend_year` integer NOT NULL,
	`cost_year` integer NOT NULL,
	`computed_on` integer NOT NULL,
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
DROP INDEX `customers_net_spend`;
--> statement-breakpoint
ALTER TABLE `customers` ADD `repeat_spend` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `customers` ADD `costed_spend_year` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `customers` ADD `cost_year` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `customers` ADD `active_months` text DEFAULT '[]' NOT NULL;
--> statement-breakpoint
ALTER TABLE `customers` ADD `lifecycle_review_on` integer;
--> statement-breakpoint
ALTER TABLE `customers` ADD `lifecycle_cycle` integer;
--> statement-breakpoint
CREATE INDEX `customers_purchase_days` ON `customers` (`purchase_days`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_lifecycle_review` ON `customers` (`lifecycle_review_on`,`id`) WHERE lifecycle_review_on IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `customers_lifecycle_cycle` ON `customers` (`lifecycle_cycle`,`id`) WHERE lifecycle_cycle IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `customers_net_spend` ON `customers` (`net_spend`,`id`,`purchase_days`);
--> statement-breakpoint
DROP INDEX `interactions_purchases`;
--> statement-breakpoint
ALTER TABLE `interactions` ADD `cost` integer;
--> statement-breakpoint
UPDATE `interactions` SET `cost` = (SELECT sum(`value` ->> 'cost') FROM json_each(`lines`)) WHERE `kind` IN ('PURCHASE', 'REFUND') AND json_array_length(`lines`) > 0 AND NOT EXISTS (SELECT 1 FROM json_each(`lines`) WHERE `value` ->> 'cost' IS NULL);
--> statement-breakpoint
CREATE INDEX `interactions_scores` ON `interactions` (`occurred_at`,`id`,`customer_id`,`day`,`score`) WHERE score IS NOT NULL AND cancelled = 0;
--> statement-breakpoint
CREATE INDEX `interactions_purchases` ON `interactions` (`customer_id`,`day`,`kind`,`amount`,`cost`) WHERE kind IN ('PURCHASE', 'REFUND') AND cancelled = 0;
--> statement-breakpoint
ALTER TABLE `nights` ADD `metrics_version` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `segments` ADD `market` integer DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE `segments` ADD `watched` integer DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE `segments` ADD `definition_change_id` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `vulnerability_policies` ADD `note` text;
--> statement-breakpoint
ALTER TABLE `vulnerability_policies` ADD `change_id` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `vulnerability_snapshots` ADD `placebo` text;
--> statement-breakpoint
CREATE INDEX `vulnerability_snapshots_scope` ON `vulnerability_snapshots` (`scope`,`scope_id`,`as_of`,`id`);
--> statement-breakpoint
INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('VALUE', 1, '{"model":"MBG_NBD","refitDays":7,"minimumRepeaters":50,"holdoutDays":182,"horizonDays":182,"lifetimeMonths":12,"discountPercentPerMonth":1,"defaultMarginPercent":30}', NULL, 0, 0);
--> statement-breakpoint
INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('RFM', 1, '{"cells":[{"name":"Champions","recency":[4,5],"frequency":[4,5],"monetary":[4,5]},{"name":"Loyal Customers","recency":[2,5],"frequency":[3,5],"monetary":[3,5]},{"name":"Potential Loyalist","recency":[3,5],"frequency":[1,3],"monetary":[1,3]},{"name":"New Customers","recency":[4,5],"frequency":[1,1],"monetary":[1,1]},{"name":"Promising","recency":[3,4],"frequency":[1,1],"monetary":[1,1]},{"name":"Need Attention","recency":[2,3],"frequency":[2,3],"monetary":[2,3]},{"name":"About To Sleep","recency":[2,3],"frequency":[1,2],"monetary":[1,2]},{"name":"At Risk","recency":[1,2],"frequency":[2,5],"monetary":[2,5]},{"name":"Can''t Lose Them","recency":[1,1],"frequency":[4,5],"monetary":[4,5]},{"name":"Lost","recency":[1,2],"frequency":[1,2],"monetary":[1,2]}]}', NULL, 0, 0);
--> statement-breakpoint
INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('RELATIONSHIP', 1, '{"highMarginPercent":40,"mediumMarginPercent":20,"fewUpTo":50,"mediumUpTo":1000,"levels":{"MANY":{"HIGH":3,"MEDIUM":2,"LOW":1},"MEDIUM":{"HIGH":4,"MEDIUM":3,"LOW":2},"FEW":{"HIGH":5,"MEDIUM":4,"LOW":3}},"owed":{"callWithinDays":7,"contactEveryDays":30,"partnerEveryDays":14,"reviewEveryDays":91}}', NULL, 0, 0);
