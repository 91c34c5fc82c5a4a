-- For each service and name, self time in milliseconds per request on either side, by the difference.
WITH
    sides AS (SELECT count(DISTINCT trace) FILTER (selected) AS selection, count(DISTINCT trace) FILTER (NOT selected) AS baseline FROM spans),
    below AS (SELECT parent, sum(duration) AS duration FROM spans WHERE parent IS NOT NULL GROUP BY parent),
    selves AS (
        SELECT service, name, selected, greatest(spans.duration::BIGINT - coalesce(below.duration, 0)::BIGINT, 0) AS self
        FROM spans LEFT JOIN below ON below.parent = spans.span
    )
SELECT
    service,
    name,
    coalesce(sum(self) FILTER (selected), 0) / any_value(selection) / 1e6 AS selected_ms,
    coalesce(sum(self) FILTER (NOT selected), 0) / any_value(baseline) / 1e6 AS other_ms
FROM selves, sides
GROUP BY service, name
ORDER BY abs(selected_ms - other_ms) DESC
