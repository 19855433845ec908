ALTER TABLE `follow_ups` ADD `claimed_until` integer;--> statement-breakpoint
UPDATE `follow_ups` SET `claimed_until` = `claimed_at` + 900000 WHERE `state` = 'CLAIMED';--> statement-breakpoint
UPDATE `policies` SET `body` = json_set(`body`, '$.claimMinutes', 15) WHERE `kind` = 'FOLLOW_UP';
