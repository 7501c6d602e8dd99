-- The defence pacts in force on a day, and who belonged to them.
-- grain: one row per pact and member
-- param day = '2024-01-01': day
-- example: -p day=1985-01-01
SELECT
    alliance,
    member
FROM alliances
WHERE
    kind = 'defence_pact'
    AND $day::DATE >= start_on
    AND $day::DATE < coalesce(end_on, DATE '9999-12-31')
    AND $day::DATE <= known_until
ORDER BY alliance, member;
