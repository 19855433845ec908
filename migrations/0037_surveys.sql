CREATE TABLE `surveys` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`kind` text NOT NULL,
	`question` text,
	`channel` text,
	`occasion` text NOT NULL,
	`about_id` integer,
	`staff_id` integer,
	`asked_at` integer NOT NULL,
	`expires_on` integer NOT NULL,
	`state` text NOT NULL,
	`answer_id` integer,
	`closed_at` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`about_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`answer_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "surveys_about" CHECK(("surveys"."occasion" = 'OTHER') = ("surveys"."about_id" IS NULL)),
	CONSTRAINT "surveys_answer" CHECK(("surveys"."state" = 'ANSWERED') = ("surveys"."answer_id" IS NOT NULL)),
	CONSTRAINT "surveys_closed" CHECK(("surveys"."state" = 'OPEN') = ("surveys"."closed_at" IS NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX `surveys_asked` ON `surveys` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `surveys_customer` ON `surveys` (`customer_id`,`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `surveys_answered_by` ON `surveys` (`answer_id`) WHERE answer_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `surveys_about_what` ON `surveys` (`about_id`) WHERE about_id IS NOT NULL;