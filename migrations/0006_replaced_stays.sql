ALTER TABLE `customer_regions` ADD `replaced_region_id` integer;
--> statement-breakpoint
ALTER TABLE `customer_regions` ADD `replaced_change_id` integer;
--> statement-breakpoint
-- What was written since the newest night may have replaced something else: it counts as not known.
UPDATE `customer_regions` SET `replaced_change_id` = `change_id`
	WHERE `change_id` > ifnull((SELECT max(`watermark`) FROM `nights` WHERE `state` = 'COMPLETED'), 0);
--> statement-breakpoint
CREATE TRIGGER `customer_regions_replaced` AFTER UPDATE OF `region_id` ON `customer_regions` WHEN old.`region_id` <> new.`region_id` BEGIN
	UPDATE `customer_regions` SET `replaced_region_id` = old.`region_id`, `replaced_change_id` = old.`change_id`
		WHERE `customer_id` = new.`customer_id` AND `since` = new.`since`;
END;
