-- One row per source country, country spoken of, period and scorer:
-- how the outlets of the one speak of the other.
CREATE VIEW tone_of_dyad AS
SELECT * EXCLUDE (kind)
FROM shown_series
WHERE kind = 'dyad';
