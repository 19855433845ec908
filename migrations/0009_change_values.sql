CREATE TABLE `change_values` (
	`change_id` integer NOT NULL,
	`field` text NOT NULL,
	`before` text,
	`after` text,
	PRIMARY KEY(`change_id`, `field`),
	FOREIGN KEY (`change_id`) REFERENCES `changes`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- What is personal leaves the trail. What a value was before was not kept then.
INSERT INTO `change_values` (`change_id`, `field`, `before`, `after`)
	SELECT `id`, 'name', NULL, `detail` -> '$.name' FROM `changes`
		WHERE `action` = 'api-key.issue' AND json_type(`detail`, '$.name') = 'text'
	UNION ALL
	SELECT `id`, 'note', NULL, nullif(`detail` -> '$.note', 'null') FROM `changes`
		WHERE `action` = 'follow-up.update' AND json_type(`detail`, '$.note') IS NOT NULL
	UNION ALL
	SELECT `id`, 'reason', NULL, `detail` -> '$.reason' FROM `changes`
		WHERE `action` = 'follow-up.dismiss' AND json_type(`detail`, '$.reason') = 'text'
	UNION ALL
	SELECT `id`, 'reason', `detail` -> '$.replaced.reason', `detail` -> '$.reason' FROM `changes`
		WHERE `action` = 'relationship.override' AND json_type(`detail`, '$.reason') = 'text'
	UNION ALL
	SELECT `id`, 'reason', `detail` -> '$.reason', NULL FROM `changes`
		WHERE `action` = 'relationship.override-clear' AND json_type(`detail`, '$.reason') = 'text';
--> statement-breakpoint
-- The rest takes the form in which changes are told from now on: names of fields, values before and after.
UPDATE `changes` SET `detail` = json_object(
		'fields', json((SELECT json_group_array(`key`) FROM json_each(`changes`.`detail`))),
		'after', json(CASE `action` WHEN 'api-key.issue' THEN json_remove(`detail`, '$.name') ELSE `detail` END))
	WHERE `action` IN ('api-key.issue', 'consent.record', 'exposure.record', 'follow-up.create', 'segment.create', 'segment.update')
		AND json_type(`detail`) = 'object';
--> statement-breakpoint
UPDATE `changes` SET `detail` = json_object(
		'fields', json((SELECT json_group_array(CASE `key` WHEN 'owner' THEN 'ownerId' ELSE `key` END)
			FROM json_each(`changes`.`detail`))),
		'after', json((SELECT json_group_object(CASE `key` WHEN 'owner' THEN 'ownerId' ELSE `key` END, `value`)
			FROM json_each(`changes`.`detail`) WHERE `key` <> 'note')))
	WHERE `action` = 'follow-up.update' AND json_type(`detail`) = 'object';
--> statement-breakpoint
UPDATE `changes` SET `detail` = json_object('fields', json_array('reason'))
	WHERE `action` = 'follow-up.dismiss' AND json_type(`detail`, '$.reason') = 'text';
--> statement-breakpoint
UPDATE `changes` SET `detail` = json_remove(
		json_object(
			'fields', json_array('level', 'reason', 'until'),
			'before', json(`detail` -> '$.replaced'),
			'after', json_remove(`detail`, '$.reason', '$.replaced')),
		CASE json_type(`detail`, '$.replaced') WHEN 'object' THEN '$.before.reason' ELSE '$.before' END)
	WHERE `action` = 'relationship.override' AND json_type(`detail`, '$.reason') = 'text';
--> statement-breakpoint
UPDATE `changes` SET `detail` = json_object(
		'fields', json((SELECT json_group_array(`key`) FROM json_each(`changes`.`detail`))),
		'before', json_remove(`detail`, '$.reason'))
	WHERE `action` = 'relationship.override-clear' AND json_type(`detail`, '$.reason') = 'text';
--> statement-breakpoint
UPDATE `changes` SET `detail` = json_set(`detail`, '$.fields', json((
		SELECT json_group_array(CASE `value`
			WHEN 'competitor' THEN 'competitorId'
			WHEN 'interaction' THEN 'interactionId'
			WHEN 'owner' THEN 'ownerId'
			WHEN 'parent' THEN 'parentId'
			WHEN 'region' THEN 'regionId'
			ELSE `value` END)
		FROM json_each(`changes`.`detail`, '$.fields'))))
	WHERE `action` IN ('campaign.update', 'customer.update', 'exposure.update', 'region.update')
		AND json_type(`detail`, '$.fields') = 'array';
