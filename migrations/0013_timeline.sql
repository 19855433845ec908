-- What happened with customers, in one order. Whoever asks for one customer reads that customer's rows alone, each arm by
-- an index, as long as SQLite flattens the view: of every column all arms must have the same affinity. What is dated by a
-- day stands at noon UTC, which lies within the day in every zone but those furthest in the east. A migration that makes
-- one of these tables anew drops the view before, and makes it again behind.
CREATE VIEW `timeline_entries` AS
SELECT customer_id, at, kind, id,
	CASE WHEN kind IN ('LIFECYCLE', 'REGION', 'RELATIONSHIP_LEVEL', 'VERDICT') THEN (at - 43200000) / 86400000 END AS day,
	iif(kind = 'INTERACTION', ref, NULL) AS interaction_id,
	iif(kind = 'LIFECYCLE', ref, NULL) AS lifecycle_on,
	iif(kind = 'REGION', ref, NULL) AS region_id,
	iif(kind = 'CONSENT', ref, NULL) AS consent_id,
	iif(kind = 'EXPOSURE', ref, NULL) AS exposure_id,
	iif(kind IN ('FOLLOW_UP_OPENED', 'FOLLOW_UP_CLOSED'), ref, NULL) AS follow_up_id,
	iif(kind = 'RELATIONSHIP_LEVEL', ref, NULL) AS level_on,
	iif(kind = 'VERDICT', ref, NULL) AS snapshot_id,
	iif(kind IN ('SEGMENT_JOINED', 'SEGMENT_LEFT'), ref, NULL) AS segment_id
FROM (
	SELECT customer_id, occurred_at AS at, 'INTERACTION' AS kind, id, id AS ref FROM interactions
	UNION ALL
	SELECT customer_id, CAST("on" * 86400000 + 43200000 AS INTEGER), 'LIFECYCLE', "on", "on" FROM lifecycle_changes
	UNION ALL
	-- Nobody said since when: then it is no event.
	SELECT customer_id, CAST(since * 86400000 + 43200000 AS INTEGER), 'REGION', since, region_id
	FROM customer_regions WHERE since > -719162
	UNION ALL
	SELECT customer_id, at, 'CONSENT', id, id FROM consents
	UNION ALL
	SELECT customer_id, created_at, 'EXPOSURE', id, id FROM exposures
	UNION ALL
	SELECT customer_id, created_at, 'FOLLOW_UP_OPENED', id, id FROM follow_ups
	UNION ALL
	SELECT customer_id, closed_at, 'FOLLOW_UP_CLOSED', id, id FROM follow_ups WHERE closed_at IS NOT NULL
	UNION ALL
	SELECT customer_id, CAST("on" * 86400000 + 43200000 AS INTEGER), 'RELATIONSHIP_LEVEL', "on", "on"
	FROM relationship_level_changes
	UNION ALL
	-- A campaign is judged each night: told is what differs from its snapshot before.
	SELECT m.customer_id, CAST(s.as_of * 86400000 + 43200000 AS INTEGER), 'VERDICT', s.id, s.id
	FROM vulnerability_members m CROSS JOIN vulnerability_snapshots s ON s.id = m.snapshot_id
	WHERE s.scope = 'CAMPAIGN' AND s.sealed_at IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM vulnerability_members p
		WHERE p.customer_id = m.customer_id AND p.snapshot_id = (
			SELECT q.id FROM vulnerability_snapshots q
			WHERE q.scope = s.scope AND q.scope_id = s.scope_id AND q.sealed_at IS NOT NULL
				AND (q.as_of, q.policy_version, q.method) < (s.as_of, s.policy_version, s.method)
			ORDER BY q.as_of DESC, q.policy_version DESC, q.method DESC LIMIT 1)
		AND (p.verdict, p.exclusion, p.grade) IS (m.verdict, m.exclusion, m.grade))
	UNION ALL
	SELECT customer_id, joined_at, 'SEGMENT_JOINED', segment_id, segment_id FROM segment_members
	UNION ALL
	-- Who left at the instant of joining was never in.
	SELECT customer_id, joined_at, 'SEGMENT_JOINED', segment_id, segment_id FROM segment_stays WHERE left_at > joined_at
	UNION ALL
	SELECT customer_id, left_at, 'SEGMENT_LEFT', segment_id, segment_id FROM segment_stays WHERE left_at > joined_at
);
