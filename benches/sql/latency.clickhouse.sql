-- For each service and name, self time in milliseconds per request on either side, by the difference.
WITH
    (SELECT uniqExact(trace) FROM spans WHERE selected) AS selection,
    (SELECT uniqExact(trace) FROM spans WHERE NOT selected) AS baseline,
    below AS (SELECT parent, sum(duration) AS duration FROM spans WHERE parent IS NOT NULL GROUP BY parent)
SELECT
    service,
    name,
    sumIf(self, selected) / selection / 1e6 AS selected_ms,
    sumIf(self, NOT selected) / baseline / 1e6 AS other_ms
FROM (
    SELECT service, name, selected, greatest(toInt64(spans.duration) - toInt64(below.duration), 0) AS self
    FROM spans LEFT JOIN below ON below.parent = spans.span
)
GROUP BY service, name
ORDER BY abs(selected_ms - other_ms) DESC
