CREATE TABLE `__new_api_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hint` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`reach` text NOT NULL,
	`issued_by` text NOT NULL,
	`staff_id` integer,
	`expires_at` integer,
	`revoked_at` integer,
	`created_at` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_api_keys`
	(`id`, `name`, `hint`, `hash`, `scopes`, `reach`, `issued_by`, `staff_id`, `expires_at`, `revoked_at`, `created_at`, `change_id`)
	SELECT k.`id`, k.`name`, k.`hint`, k.`hash`, k.`scopes`, k.`reach`,
		-- The audit trail knows it: a key is issued once.
		ifnull(issue.`actor`, 'operator'),
		k.`staff_id`, k.`expires_at`, k.`revoked_at`, k.`created_at`, k.`change_id`
	FROM `api_keys` AS k
	LEFT JOIN (SELECT `entity_id`, min(`actor`) AS `actor` FROM `changes` WHERE `action` = 'api-key.issue' GROUP BY `entity_id`) AS issue
		ON issue.`entity_id` = k.`id`;
--> statement-breakpoint
DROP TABLE `api_keys`;
--> statement-breakpoint
ALTER TABLE `__new_api_keys` RENAME TO `api_keys`;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);
--> statement-breakpoint
CREATE INDEX `api_keys_created` ON `api_keys` (`created_at`,`id`);
--> statement-breakpoint
CREATE INDEX `api_keys_issuer` ON `api_keys` (`issued_by`,`created_at`,`id`);
