CREATE TABLE `follow_ups_left_out` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`tactic` text NOT NULL,
	`reason` text NOT NULL,
	`since` integer NOT NULL,
	`occasion` text NOT NULL,
	`due_on` integer NOT NULL,
	`minutes` integer NOT NULL,
	`owner_id` integer,
	`expected_gain` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `follow_ups_left_out_identity` ON `follow_ups_left_out` (`customer_id`,`tactic`,`occasion`);--> statement-breakpoint
CREATE INDEX `follow_ups_left_out_capacity` ON `follow_ups_left_out` (`owner_id`) WHERE reason = 'CAPACITY';--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `channel` text;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `minutes` integer DEFAULT 8 NOT NULL;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `expected_gain` integer;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `policy_version` integer;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `hold_out_percent` integer;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `draw_period` text;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `escalated_at` integer;--> statement-breakpoint
INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('FOLLOW_UP', 1, '{"winBack":{"dueDays":2,"repeatDays":0,"minutes":8,"savePercent":5,"holdOutPercent":20,"fromLevel":1,"cost":0},"overdue":{"dueDays":3,"repeatDays":0,"minutes":8,"savePercent":5,"holdOutPercent":20,"fromLevel":1,"cost":0},"thankYou":{"dueDays":2,"repeatDays":90,"minutes":8,"savePercent":5,"holdOutPercent":20,"fromLevel":1,"cost":0},"coffee":{"dueDays":14,"repeatDays":180,"minutes":60,"savePercent":5,"holdOutPercent":20,"fromLevel":4,"cost":0},"occasion":{"dueDays":-3,"repeatDays":0,"minutes":8,"savePercent":5,"holdOutPercent":20,"fromLevel":3,"cost":0},"satisfaction":{"dueDays":7,"repeatDays":60,"minutes":5,"savePercent":5,"holdOutPercent":20,"fromLevel":3,"cost":0},"cadence":{"dueDays":0,"repeatDays":0,"minutes":8,"savePercent":5,"holdOutPercent":20,"fromLevel":3,"cost":0},"limits":{"contacts":3,"contactWindowDays":30,"contactGapDays":7,"coolDownDays":30,"noAnswerDays":14,"attempts":3,"expiryDays":14},"ownerMinutes":160,"unownedMinutes":160,"promisedMinutes":8,"feedbackMinutes":8,"campaignDaysAfterEnd":30,"largePurchasePercentile":80,"recentDays":7,"coffeeTopPercent":10}', NULL, 0, 0);
