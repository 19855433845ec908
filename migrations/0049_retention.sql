INSERT INTO `policies` (`kind`, `version`, `body`, `note`, `created_at`, `change_id`) VALUES ('RETENTION', 1, '{"rules":[],"personsPerNight":500}', NULL, 0, 0);
