-- For each attribute and value the requests of either side in which a span has it, by the difference of the shares.
WITH
    sides AS (SELECT count(DISTINCT trace) FILTER (selected) AS selection, count(DISTINCT trace) FILTER (NOT selected) AS baseline FROM spans),
    pairs AS (
        SELECT DISTINCT trace, selected, 'resource' AS origin, unnest(map_entries(resourceAttributes)) AS pair FROM spans
        UNION ALL
        SELECT DISTINCT trace, selected, 'span', unnest(map_entries(spanAttributes)) FROM spans
        UNION ALL
        SELECT DISTINCT trace, selected, 'event', unnest(map_entries(eventAttributes)) FROM spans
        UNION ALL
        SELECT DISTINCT trace, selected, 'service', {'key': '', 'value': service} FROM spans
        UNION ALL
        SELECT DISTINCT trace, selected, 'name', {'key': '', 'value': name} FROM spans
        UNION ALL
        SELECT DISTINCT trace, selected, 'kind', {'key': '', 'value': kind} FROM spans
    )
SELECT
    origin,
    pair.key,
    pair.value,
    count(*) FILTER (selected) AS selected_requests,
    count(*) FILTER (NOT selected) AS other_requests
FROM pairs, sides
GROUP BY origin, pair
ORDER BY abs(selected_requests / any_value(selection) - other_requests / any_value(baseline)) DESC
LIMIT 200
