CREATE TABLE `care_standards` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`segment_id` integer,
	`level` integer,
	`deed` text NOT NULL,
	`every_days` integer,
	`trigger` text,
	`within_days` integer,
	`channels` text NOT NULL,
	`staff_id` integer,
	`care_role` text,
	`minutes` integer NOT NULL,
	`priority` integer NOT NULL,
	`first_day` integer NOT NULL,
	`last_day` integer,
	`synthetic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`change_id` integer NOT NULL,
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "care_standards_whom" CHECK(("care_standards"."segment_id" IS NULL) <> ("care_standards"."level" IS NULL)),
	CONSTRAINT "care_standards_level" CHECK("care_standards"."level" IS NULL OR "care_standards"."level" BETWEEN 1 AND 5),
	CONSTRAINT "care_standards_when" CHECK(("care_standards"."every_days" IS NULL) <> ("care_standards"."trigger" IS NULL)),
	CONSTRAINT "care_standards_within" CHECK(("care_standards"."trigger" IS NULL) = ("care_standards"."within_days" IS NULL)),
	CONSTRAINT "care_standards_who" CHECK("care_standards"."staff_id" IS NULL OR "care_standards"."care_role" IS NULL),
	CONSTRAINT "care_standards_days" CHECK("care_standards"."last_day" IS NULL OR "care_standards"."last_day" >= "care_standards"."first_day")
) STRICT;
--> statement-breakpoint
CREATE INDEX `care_standards_first_day` ON `care_standards` (`first_day`,`id`);--> statement-breakpoint
CREATE INDEX `care_standards_segment` ON `care_standards` (`segment_id`) WHERE segment_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `care_standards_staff` ON `care_standards` (`staff_id`) WHERE staff_id IS NOT NULL;--> statement-breakpoint
UPDATE `policies` SET `body` = json_set(`body`, '$.standard', json('{"dueDays":0,"repeatDays":0,"minutes":8,"savePercent":5,"holdOutPercent":0,"fromLevel":1,"cost":0}')) WHERE `kind` = 'FOLLOW_UP';
