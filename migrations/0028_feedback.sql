CREATE TABLE `feedback` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`kind` text NOT NULL,
	`asked_at` integer NOT NULL,
	`owner_id` integer,
	`due_at` integer NOT NULL,
	`state` text NOT NULL,
	`outcome` text,
	`note` text,
	`answer_id` integer,
	`answered_at` integer,
	`closed_at` integer,
	`escalated_at` integer,
	`escalated_to` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`answer_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`escalated_to`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "feedback_closes_with_outcome" CHECK(("feedback"."state" = 'CLOSED') = ("feedback"."outcome" IS NOT NULL)),
	CONSTRAINT "feedback_answered_at" CHECK("feedback"."state" <> 'ANSWERED' OR "feedback"."answered_at" IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE INDEX `feedback_due` ON `feedback` (`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `feedback_state` ON `feedback` (`state`,`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `feedback_owner` ON `feedback` (`owner_id`,`state`,`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `feedback_customer` ON `feedback` (`customer_id`,`state`,`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `feedback_asked` ON `feedback` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `feedback_answer` ON `feedback` (`answer_id`) WHERE answer_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `feedback_change` ON `feedback` (`change_id`);--> statement-breakpoint
CREATE INDEX `interactions_asking` ON `interactions` (`occurred_at`,`id`,`customer_id`,`kind`) WHERE direction = 'INBOUND' AND cancelled = 0 AND (kind IN ('COMPLAINT', 'FEEDBACK', 'INQUIRY', 'EMAIL', 'MESSAGE') OR kind = 'SURVEY_RESPONSE' AND score <= 6);--> statement-breakpoint
INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('FEEDBACK', 1, '{"hours":{"COMPLAINT":24,"FEEDBACK":72,"SURVEY_RESPONSE":72,"INQUIRY":24,"EMAIL":24,"MESSAGE":24},"standIn":null,"escalateTo":null}', NULL, 0, 0);
--> statement-breakpoint
INSERT INTO `feedback` (`id`, `customer_id`, `kind`, `asked_at`, `owner_id`, `due_at`, `state`, `outcome`, `closed_at`, `created_at`, `updated_at`, `version`, `change_id`)
SELECT i.`id`, i.`customer_id`, i.`kind`, i.`occurred_at`,
	(SELECT s.`id` FROM `customers` c JOIN `staff_members` s ON s.`id` = c.`owner_id` AND s.`active` = 1 WHERE c.`id` = i.`customer_id`),
	i.`occurred_at` + iif(i.`kind` = 'COMPLAINT', 24, 72) * 3600000,
	iif(i.`outcome` IS NULL, 'OPEN', 'CLOSED'), iif(i.`outcome` IS NULL, NULL, 'AS_RECORDED'), iif(i.`outcome` IS NULL, NULL, i.`updated_at`),
	i.`created_at`, i.`updated_at`, 1, 0
FROM `interactions` i
WHERE i.`direction` = 'INBOUND' AND i.`cancelled` = 0
	AND (i.`kind` IN ('COMPLAINT', 'FEEDBACK') OR i.`kind` = 'SURVEY_RESPONSE' AND i.`score` <= 6);