-- What fell out on the way, and why.
-- grain: one row per thing refused, set aside, or value left empty
-- param severity = '%': defect, set_aside, value, or % for all
-- param most = '100': most rows
-- example: -p severity=set_aside
SELECT
    stage,
    severity,
    rule,
    file,
    row,
    article_id,
    reason,
    record
FROM rejections
WHERE severity LIKE $severity
ORDER BY stage, file, row, article_id
LIMIT $most::BIGINT;
