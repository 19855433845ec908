ALTER TABLE `campaigns` ADD `name_given` text;
--> statement-breakpoint
ALTER TABLE `competitors` ADD `name_given` text;
--> statement-breakpoint
ALTER TABLE `customer_external_ids` ADD `source_given` text;
--> statement-breakpoint
ALTER TABLE `customer_external_ids` ADD `external_id_given` text;
--> statement-breakpoint
ALTER TABLE `interactions` ADD `source_given` text;
--> statement-breakpoint
ALTER TABLE `interactions` ADD `external_id_given` text;
--> statement-breakpoint
ALTER TABLE `regions` ADD `code_given` text;
--> statement-breakpoint
ALTER TABLE `segments` ADD `name_given` text;
--> statement-breakpoint
UPDATE `customers` SET `phone` = '+84' || CASE substr(`phone`, 4, 3) WHEN '120' THEN '70' WHEN '121' THEN '79' WHEN '122' THEN '77' WHEN '126' THEN '76' WHEN '128' THEN '78' WHEN '123' THEN '83' WHEN '124' THEN '84' WHEN '125' THEN '85' WHEN '127' THEN '81' WHEN '129' THEN '82' WHEN '162' THEN '32' WHEN '163' THEN '33' WHEN '164' THEN '34' WHEN '165' THEN '35' WHEN '166' THEN '36' WHEN '167' THEN '37' WHEN '168' THEN '38' WHEN '169' THEN '39' WHEN '186' THEN '56' WHEN '188' THEN '58' WHEN '199' THEN '59' END || substr(`phone`, 7) WHERE `phone` GLOB '+841?????????' AND substr(`phone`, 4, 3) IN ('120', '121', '122', '126', '128', '123', '124', '125', '127', '129', '162', '163', '164', '165', '166', '167', '168', '169', '186', '188', '199');
