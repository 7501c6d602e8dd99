-- What fell out on the way, by the rule it broke.
-- grain: one row per stage, severity and rule
-- example:
SELECT
    stage,
    severity,
    rule,
    count(*) AS n,
    any_value(reason) AS example
FROM rejections
GROUP BY stage, severity, rule
ORDER BY n DESC, stage ASC, rule ASC;
