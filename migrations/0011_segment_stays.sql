CREATE TABLE `segment_stays` (
	`customer_id` integer NOT NULL,
	`segment_id` integer NOT NULL,
	`joined_at` integer NOT NULL,
	`left_at` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `segment_id`, `joined_at`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`segment_id`) REFERENCES `segments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
