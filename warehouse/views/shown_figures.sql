-- One row of series or of group_series, without the figures of cells too small to say anything
-- (state too_few): their counts stay, their means are NULL.
CREATE VIEW shown_figures AS
WITH every_figure AS (
    SELECT * FROM series
    UNION ALL BY NAME
    SELECT * FROM group_series
)

SELECT
    * REPLACE (
        CASE WHEN state <> 'too_few' THEN mean END AS mean,
        CASE WHEN state <> 'too_few' THEN standard_error END AS standard_error,
        CASE WHEN state <> 'too_few' THEN low END AS low,
        CASE WHEN state <> 'too_few' THEN high END AS high,
        CASE WHEN state <> 'too_few' THEN smallest_change END AS smallest_change,
        CASE WHEN state <> 'too_few' THEN reprint_mean END AS reprint_mean,
        CASE WHEN state <> 'too_few' THEN reprint_low END AS reprint_low,
        CASE WHEN state <> 'too_few' THEN reprint_high END AS reprint_high
    )
FROM every_figure;
