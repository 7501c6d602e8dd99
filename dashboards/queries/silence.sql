-- Which outlets fell silent: articles expected a day against those received, newest day first.
-- grain: one row per outlet and day
-- param state = '%': silent, few, many, as expected, or % for all
-- param span = '7': days up to the newest article
-- example: -p state=silent
SELECT
    outlet,
    country,
    ownership,
    published_on,
    n_articles,
    fewest,
    most,
    state
FROM silence
WHERE
    state LIKE $state
    AND published_on + $span::INTEGER > (
        SELECT max(every_day.published_on)
        FROM silence AS every_day
    )
ORDER BY published_on DESC, outlet ASC;
