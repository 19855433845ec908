CREATE TABLE `api_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hint` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`reach` text NOT NULL,
	`staff_id` integer,
	`expires_at` integer,
	`revoked_at` integer,
	`created_at` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);
--> statement-breakpoint
CREATE INDEX `api_keys_created` ON `api_keys` (`created_at`,`id`);
--> statement-breakpoint
CREATE TABLE `changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`token` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`entity` text NOT NULL,
	`entity_id` integer,
	`request_id` text NOT NULL,
	`detail` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `changes_token_unique` ON `changes` (`token`);
--> statement-breakpoint
CREATE TABLE `guards` (
	`holds` integer NOT NULL,
	CONSTRAINT "guard_holds" CHECK("guards"."holds" = 1)
) STRICT;
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`caller` text NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`payload_hash` text NOT NULL,
	`outcome` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`caller`, `key`, `position`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `campaign_regions` (
	`campaign_id` integer NOT NULL,
	`role` text NOT NULL,
	`region_id` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `role`, `region_id`),
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `regions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `campaigns` (
	`id` integer PRIMARY KEY NOT NULL,
	`competitor_id` integer NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`products` text NOT NULL,
	`offer` text,
	`sources` text NOT NULL,
	`first_day` integer NOT NULL,
	`last_day` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`competitor_id`) REFERENCES `competitors`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `campaigns_identity` ON `campaigns` (`competitor_id`,`name`,`first_day`,ifnull(`last_day`, -1));
--> statement-breakpoint
CREATE INDEX `campaigns_first_day` ON `campaigns` (`first_day`,`id`);
--> statement-breakpoint
CREATE INDEX `campaigns_competitor` ON `campaigns` (`competitor_id`,`first_day`,`id`);
--> statement-breakpoint
CREATE TABLE `competitor_regions` (
	`competitor_id` integer NOT NULL,
	`region_id` integer NOT NULL,
	PRIMARY KEY(`competitor_id`, `region_id`),
	FOREIGN KEY (`competitor_id`) REFERENCES `competitors`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `regions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `competitors` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sort_name` text NOT NULL,
	`aliases` text NOT NULL,
	`products` text NOT NULL,
	`notes` text,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `competitors_name` ON `competitors` (`name`);
--> statement-breakpoint
CREATE INDEX `competitors_sort` ON `competitors` (`sort_name`,`id`);
--> statement-breakpoint
CREATE TABLE `exposures` (
	`id` integer PRIMARY KEY NOT NULL,
	`campaign_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`kind` text NOT NULL,
	`interaction_id` integer,
	`evidence` text,
	`confidence` integer NOT NULL,
	`recorded_by` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`recorded_by`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `exposures_campaign` ON `exposures` (`campaign_id`,`customer_id`,`kind`);
--> statement-breakpoint
CREATE INDEX `exposures_customer` ON `exposures` (`customer_id`,`created_at`,`id`);
--> statement-breakpoint
CREATE INDEX `exposures_created` ON `exposures` (`created_at`,`id`);
--> statement-breakpoint
CREATE INDEX `exposures_change` ON `exposures` (`change_id`);
--> statement-breakpoint
CREATE TABLE `consents` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`purpose` text NOT NULL,
	`channel` text,
	`given` integer NOT NULL,
	`text_version` text,
	`evidence` text,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `consents_customer` ON `consents` (`customer_id`,`purpose`,`at`);
--> statement-breakpoint
CREATE TABLE `customer_external_ids` (
	`source` text NOT NULL,
	`external_id` text NOT NULL,
	`customer_id` integer NOT NULL,
	PRIMARY KEY(`source`, `external_id`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `customer_external_ids_customer` ON `customer_external_ids` (`customer_id`);
--> statement-breakpoint
CREATE TABLE `customer_regions` (
	`customer_id` integer NOT NULL,
	`since` integer NOT NULL,
	`region_id` integer NOT NULL,
	`change_id` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `since`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `regions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `customer_regions_region` ON `customer_regions` (`region_id`,`customer_id`,`since`);
--> statement-breakpoint
CREATE INDEX `customer_regions_change` ON `customer_regions` (`change_id`);
--> statement-breakpoint
CREATE TABLE `customers` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text,
	`sort_name` text NOT NULL,
	`folded_name` text NOT NULL,
	`email` text,
	`phone` text,
	`gender` text,
	`birth_date` integer,
	`acquisition_source` text,
	`owner_id` integer,
	`region_id` integer,
	`preferred_channels` text NOT NULL,
	`forbidden_channels` text NOT NULL,
	`attributes` text NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`lifecycle` text NOT NULL,
	`lifecycle_since` integer,
	`first_purchase_on` integer,
	`last_purchase_on` integer,
	`purchase_days` integer NOT NULL,
	`net_spend` integer NOT NULL,
	`net_spend_year` integer NOT NULL,
	`cycle_doubled` integer,
	`metrics_on` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `regions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `customers_name` ON `customers` (`sort_name`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_created` ON `customers` (`created_at`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_updated` ON `customers` (`updated_at`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_last_purchase` ON `customers` (`last_purchase_on`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_net_spend` ON `customers` (`net_spend`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_region` ON `customers` (`region_id`,`sort_name`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_owner` ON `customers` (`owner_id`,`sort_name`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_lifecycle` ON `customers` (`lifecycle`,`sort_name`,`id`);
--> statement-breakpoint
CREATE INDEX `customers_email` ON `customers` (`email`);
--> statement-breakpoint
CREATE INDEX `customers_phone` ON `customers` (`phone`);
--> statement-breakpoint
CREATE INDEX `customers_cycle` ON `customers` (`cycle_doubled`);
--> statement-breakpoint
CREATE TABLE `lifecycle_changes` (
	`customer_id` integer NOT NULL,
	`on` integer NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`customer_id`, `on`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `follow_ups` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`tactic` text NOT NULL,
	`period` text NOT NULL,
	`state` text NOT NULL,
	`due_on` integer NOT NULL,
	`expires_on` integer,
	`snoozed_until` integer,
	`owner_id` integer,
	`claimed_by` integer,
	`claimed_at` integer,
	`closed_at` integer,
	`outcome` text,
	`note` text,
	`interaction_id` integer,
	`reasons` text NOT NULL,
	`net_spend_year` integer NOT NULL,
	`created_on` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`claimed_by`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`interaction_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `follow_ups_identity` ON `follow_ups` (`customer_id`,`tactic`,`period`);
--> statement-breakpoint
CREATE INDEX `follow_ups_queue` ON `follow_ups` (`state`,`due_on`,`net_spend_year`,`id`);
--> statement-breakpoint
CREATE INDEX `follow_ups_owner` ON `follow_ups` (`owner_id`,`state`,`due_on`,`net_spend_year`,`id`);
--> statement-breakpoint
CREATE INDEX `follow_ups_due` ON `follow_ups` (`due_on`,`net_spend_year`,`id`);
--> statement-breakpoint
CREATE TABLE `interaction_revisions` (
	`interaction_id` integer NOT NULL,
	`version` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`day` integer NOT NULL,
	`kind` text NOT NULL,
	`before` text NOT NULL,
	`reason` text,
	`replaced_at` integer NOT NULL,
	`change_id` integer NOT NULL,
	PRIMARY KEY(`interaction_id`, `version`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `interaction_revisions_change` ON `interaction_revisions` (`change_id`);
--> statement-breakpoint
CREATE TABLE `interactions` (
	`customer_id` integer NOT NULL,
	`occurred_at` integer NOT NULL,
	`id` integer NOT NULL,
	`day` integer NOT NULL,
	`kind` text NOT NULL,
	`channel` text,
	`subchannel` text,
	`direction` text,
	`stage` text,
	`staff_id` integer,
	`subject` text,
	`body` text,
	`outcome` text,
	`amount` integer,
	`cancelled` integer NOT NULL,
	`score` integer,
	`lines` text,
	`source` text,
	`external_id` text,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `occurred_at`, `id`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `interactions_id` ON `interactions` (`id`);
--> statement-breakpoint
CREATE UNIQUE INDEX `interactions_external` ON `interactions` (`source`,`external_id`) WHERE external_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `interactions_time` ON `interactions` (`occurred_at`,`id`);
--> statement-breakpoint
CREATE INDEX `interactions_purchases` ON `interactions` (`customer_id`,`day`,`kind`,`amount`) WHERE kind IN ('PURCHASE', 'REFUND') AND cancelled = 0;
--> statement-breakpoint
CREATE INDEX `interactions_purchase_changes` ON `interactions` (`change_id`) WHERE kind IN ('PURCHASE', 'REFUND');
--> statement-breakpoint
CREATE TABLE `nights` (
	`id` integer PRIMARY KEY NOT NULL,
	`day` integer NOT NULL,
	`attempt` integer NOT NULL,
	`state` text NOT NULL,
	`current` integer NOT NULL,
	`watermark` integer NOT NULL,
	`stages` text NOT NULL,
	`started_at` integer NOT NULL,
	`progress_at` integer NOT NULL,
	`finished_at` integer,
	`failure` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `nights_identity` ON `nights` (`day`,`attempt`);
--> statement-breakpoint
CREATE INDEX `nights_state` ON `nights` (`state`,`day`);
--> statement-breakpoint
CREATE TABLE `regions` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`sort_name` text NOT NULL,
	`parent_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`parent_id`) REFERENCES `regions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `regions_code_unique` ON `regions` (`code`);
--> statement-breakpoint
CREATE INDEX `regions_parent` ON `regions` (`parent_id`);
--> statement-breakpoint
CREATE INDEX `regions_name` ON `regions` (`sort_name`,`id`);
--> statement-breakpoint
CREATE TABLE `segment_members` (
	`segment_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`joined_at` integer NOT NULL,
	PRIMARY KEY(`segment_id`, `customer_id`),
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `segment_members_customer` ON `segment_members` (`customer_id`,`segment_id`);
--> statement-breakpoint
CREATE TABLE `segments` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sort_name` text NOT NULL,
	`description` text,
	`rule` text NOT NULL,
	`member_count` integer NOT NULL,
	`unknown_count` integer NOT NULL,
	`computed_at` integer NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `segments_name` ON `segments` (`name`);
--> statement-breakpoint
CREATE INDEX `segments_sort` ON `segments` (`sort_name`,`id`);
--> statement-breakpoint
CREATE TABLE `staff_members` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sort_name` text NOT NULL,
	`email` text,
	`subject` text,
	`active` integer NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_members_subject` ON `staff_members` (`subject`);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_members_email` ON `staff_members` (`email`);
--> statement-breakpoint
CREATE INDEX `staff_members_name` ON `staff_members` (`sort_name`,`id`);
--> statement-breakpoint
CREATE TABLE `vulnerability_members` (
	`snapshot_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`verdict` text NOT NULL,
	`exclusion` text,
	`grade` text,
	`exposed` integer NOT NULL,
	`spend_baseline` integer NOT NULL,
	`spend_window` integer NOT NULL,
	`purchase_days_baseline` integer NOT NULL,
	`purchase_days_window` integer NOT NULL,
	`first_purchase_on` integer,
	`last_purchase_on` integer,
	`cycle_doubled` integer,
	PRIMARY KEY(`snapshot_id`, `customer_id`),
	FOREIGN KEY (`snapshot_id`) REFERENCES `vulnerability_snapshots`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `vulnerability_members_customer` ON `vulnerability_members` (`customer_id`,`snapshot_id`);
--> statement-breakpoint
CREATE TABLE `vulnerability_policies` (
	`version` integer PRIMARY KEY NOT NULL,
	`decline_percent` integer NOT NULL,
	`sharp_percent` integer NOT NULL,
	`tail_days` integer NOT NULL,
	`settle_days` integer NOT NULL,
	`minimum_elapsed_days` integer NOT NULL,
	`low_observed` integer NOT NULL,
	`watch_from` integer NOT NULL,
	`high_from` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `vulnerability_snapshots` (
	`id` integer PRIMARY KEY NOT NULL,
	`campaign_id` integer NOT NULL,
	`scope` text NOT NULL,
	`scope_id` integer NOT NULL,
	`method` text NOT NULL,
	`policy_version` integer NOT NULL,
	`as_of` integer NOT NULL,
	`state` text NOT NULL,
	`first_day` integer NOT NULL,
	`window_end` integer NOT NULL,
	`window_days` integer NOT NULL,
	`baseline_days` integer NOT NULL,
	`treated` text NOT NULL,
	`control` text,
	`control_kind` text NOT NULL,
	`flags` text NOT NULL,
	`watermark` integer NOT NULL,
	`sealed_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`policy_version`) REFERENCES `vulnerability_policies`(`version`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `vulnerability_snapshots_identity` ON `vulnerability_snapshots` (`campaign_id`,`scope`,`scope_id`,`method`,`policy_version`,`as_of`);
--> statement-breakpoint
CREATE INDEX `vulnerability_snapshots_as_of` ON `vulnerability_snapshots` (`as_of`,`id`);
--> statement-breakpoint
CREATE INDEX `vulnerability_snapshots_drafts` ON `vulnerability_snapshots` (`id`) WHERE sealed_at IS NULL;
--> statement-breakpoint
CREATE TABLE `workspace` (
	`id` integer PRIMARY KEY NOT NULL,
	`currency` text NOT NULL,
	`time_zone` text NOT NULL,
	`phone_country` text NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "workspace_is_one_row" CHECK("workspace"."id" = 1)
) STRICT;
--> statement-breakpoint
CREATE VIRTUAL TABLE `customer_search` USING fts5(`folded_name`, content='customers', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3');
--> statement-breakpoint
CREATE TRIGGER `customer_search_insert` AFTER INSERT ON `customers` BEGIN
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, new.`folded_name`);
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_delete` AFTER DELETE ON `customers` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, old.`folded_name`);
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_update` AFTER UPDATE OF `folded_name` ON `customers` WHEN old.`folded_name` <> new.`folded_name` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, old.`folded_name`);
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, new.`folded_name`);
END;
--> statement-breakpoint
INSERT INTO `vulnerability_policies` (`version`, `decline_percent`, `sharp_percent`, `tail_days`, `settle_days`, `minimum_elapsed_days`, `low_observed`, `watch_from`, `high_from`, `created_at`) VALUES (1, 20, 50, 1, 3, 7, 30, 50, 75, 0);
