CREATE TABLE `touches` (
	`id` integer PRIMARY KEY NOT NULL,
	`own_campaign_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`slot` text NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`left_out` text,
	`planned_for` integer,
	`touched_on` integer,
	`responded_on` integer,
	`cost` integer,
	`interaction_id` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`own_campaign_id`) REFERENCES `own_campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`interaction_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "touches_left_out" CHECK(("touches"."state" = 'LEFT_OUT') = ("touches"."left_out" IS NOT NULL)),
	CONSTRAINT "touches_touched" CHECK(("touches"."state" IN ('LEFT_OUT', 'PLANNED')) = ("touches"."touched_on" IS NULL)),
	CONSTRAINT "touches_responded" CHECK(("touches"."state" IN ('RESPONDED', 'CAME')) = ("touches"."responded_on" IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `touches_identity` ON `touches` (`own_campaign_id`,`customer_id`,`slot`);--> statement-breakpoint
CREATE INDEX `touches_campaign` ON `touches` (`own_campaign_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `touches_customer` ON `touches` (`customer_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `touches_created` ON `touches` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `touches_planned` ON `touches` (`planned_for`,`id`);--> statement-breakpoint
CREATE INDEX `touches_interaction` ON `touches` (`interaction_id`) WHERE interaction_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `touches_change` ON `touches` (`change_id`);