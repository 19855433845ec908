CREATE TABLE `person_requests` (
	`id` integer PRIMARY KEY NOT NULL,
	`customer_id` integer NOT NULL,
	`kind` text NOT NULL,
	`regime` text NOT NULL,
	`received_on` integer NOT NULL,
	`channel` text,
	`third_party` integer NOT NULL,
	`owner_id` integer,
	`note` text,
	`policy_version` integer NOT NULL,
	`acknowledge_by` integer NOT NULL,
	`due_on` integer NOT NULL,
	`acknowledged_on` integer,
	`extended_on` integer,
	`extension_days` integer,
	`extension_reason` text,
	`closed_on` integer,
	`outcome` text,
	`refusal_reason` text,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "person_requests_closed" CHECK(("person_requests"."closed_on" IS NULL) = ("person_requests"."outcome" IS NULL)),
	CONSTRAINT "person_requests_extended" CHECK("person_requests"."extension_days" IS NULL OR "person_requests"."extended_on" IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE INDEX `person_requests_received` ON `person_requests` (`received_on`,`id`);--> statement-breakpoint
CREATE INDEX `person_requests_due` ON `person_requests` (`due_on`,`id`);--> statement-breakpoint
CREATE INDEX `person_requests_open` ON `person_requests` (`due_on`,`id`) WHERE closed_on IS NULL;--> statement-breakpoint
CREATE INDEX `person_requests_customer` ON `person_requests` (`customer_id`,`received_on`,`id`);--> statement-breakpoint
CREATE INDEX `person_requests_owner` ON `person_requests` (`owner_id`) WHERE closed_on IS NULL;--> statement-breakpoint
INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('PERSON_REQUEST', 1, '{"acknowledgeWorkingDays":2,"stopDays":15,"stopDaysThirdParty":20,"dataDays":10,"dataDaysThirdParty":20,"extensionDays":15,"holidays":[]}', NULL, 0, 0);
