-- Refusals were kept in English. They wrote nothing, so the same request is judged afresh.
DELETE FROM idempotency WHERE outcome ->> '$.error' IS NOT NULL;
