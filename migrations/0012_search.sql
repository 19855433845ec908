ALTER TABLE `campaigns` ADD `folded_name` text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE `competitors` ADD `folded_name` text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE `segments` ADD `folded_name` text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE `staff_members` ADD `folded_name` text DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE INDEX `customer_external_ids_search` ON `customer_external_ids` (lower(external_id),`customer_id`);
--> statement-breakpoint
DROP TRIGGER `customer_search_insert`;
--> statement-breakpoint
DROP TRIGGER `customer_search_delete`;
--> statement-breakpoint
DROP TRIGGER `customer_search_update`;
--> statement-breakpoint
DROP TABLE `customer_search`;
--> statement-breakpoint
-- Beginnings of the words of names: one look-up however long the beginning is. Neither index keeps a text.
CREATE VIRTUAL TABLE `customer_search` USING fts5(`folded_name`, content='', detail=none, columnsize=0, tokenize='ascii', prefix='1 2 3 4 5 6 7 8 9 10');
--> statement-breakpoint
-- Every three characters in a row of name, e-mail and phone.
CREATE VIRTUAL TABLE `customer_search_parts` USING fts5(`texts`, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
--> statement-breakpoint
CREATE TRIGGER `customer_search_insert` AFTER INSERT ON `customers` BEGIN
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, new.`folded_name`);
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) VALUES (new.`id`, concat_ws(char(10), new.`folded_name`, new.`email`, new.`phone`));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_delete` AFTER DELETE ON `customers` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, old.`folded_name`);
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) VALUES ('delete', old.`id`, concat_ws(char(10), old.`folded_name`, old.`email`, old.`phone`));
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_update` AFTER UPDATE OF `folded_name` ON `customers` WHEN old.`folded_name` <> new.`folded_name` BEGIN
	INSERT INTO `customer_search` (`customer_search`, `rowid`, `folded_name`) VALUES ('delete', old.`id`, old.`folded_name`);
	INSERT INTO `customer_search` (`rowid`, `folded_name`) VALUES (new.`id`, new.`folded_name`);
END;
--> statement-breakpoint
CREATE TRIGGER `customer_search_parts_update` AFTER UPDATE OF `folded_name`, `email`, `phone` ON `customers` WHEN old.`folded_name` <> new.`folded_name` OR old.`email` IS NOT new.`email` OR old.`phone` IS NOT new.`phone` BEGIN
	INSERT INTO `customer_search_parts` (`customer_search_parts`, `rowid`, `texts`) VALUES ('delete', old.`id`, concat_ws(char(10), old.`folded_name`, old.`email`, old.`phone`));
	INSERT INTO `customer_search_parts` (`rowid`, `texts`) VALUES (new.`id`, concat_ws(char(10), new.`folded_name`, new.`email`, new.`phone`));
END;
--> statement-breakpoint
INSERT INTO `customer_search` (`rowid`, `folded_name`) SELECT `id`, `folded_name` FROM `customers` ORDER BY `id`;
--> statement-breakpoint
INSERT INTO `customer_search_parts` (`rowid`, `texts`) SELECT `id`, concat_ws(char(10), `folded_name`, `email`, `phone`) FROM `customers` ORDER BY `id`;
