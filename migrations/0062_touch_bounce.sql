ALTER TABLE `touches` ADD `bounce` text CONSTRAINT "touches_bounce" CHECK (bounce IS NULL OR state = 'BOUNCED');
