-- One row per outlet of which sources.toml says how many articles a day to expect, and day:
-- expected against received, over the 31 days up to the newest article of any such outlet.
CREATE VIEW silence AS
WITH expecting AS (
    SELECT
        outlet,
        country,
        ownership,
        fewest,
        most
    FROM outlets
    WHERE fewest IS NOT NULL
),

received AS (
    SELECT
        articles.outlet,
        articles.published_on,
        count(DISTINCT articles.article_id) AS n_articles
    FROM articles
    INNER JOIN expecting USING (outlet)
    WHERE articles.published_on IS NOT NULL
    GROUP BY articles.outlet, articles.published_on
),

newest AS (
    SELECT max(published_on) AS newest_on
    FROM received
),

days AS (
    SELECT (newest.newest_on - backward.n_days::INTEGER) AS published_on
    FROM newest
    CROSS JOIN range(31) AS backward (n_days)
)

SELECT
    expecting.outlet,
    expecting.country,
    expecting.ownership,
    days.published_on,
    coalesce(received.n_articles, 0) AS n_articles,
    expecting.fewest,
    expecting.most,
    CASE
        WHEN received.n_articles IS NULL AND expecting.fewest > 0 THEN 'silent'
        WHEN coalesce(received.n_articles, 0) < expecting.fewest THEN 'few'
        WHEN coalesce(received.n_articles, 0) > expecting.most THEN 'many'
        ELSE 'as expected'
    END AS state
FROM expecting
CROSS JOIN days
LEFT JOIN received
    ON expecting.outlet = received.outlet AND days.published_on = received.published_on;
