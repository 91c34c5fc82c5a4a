-- For each attribute and value the requests of either side in which a span has it, by the difference of the shares.
WITH
    (SELECT uniqExact(trace) FROM spans WHERE selected) AS selection,
    (SELECT uniqExact(trace) FROM spans WHERE NOT selected) AS baseline
SELECT
    origin,
    pair.1 AS key,
    pair.2 AS value,
    uniqExactIf(trace, selected) AS selected_requests,
    uniqExactIf(trace, NOT selected) AS other_requests
FROM (
    SELECT trace, selected, 'resource' AS origin, arrayJoin(resourceAttributes) AS pair FROM spans
    UNION ALL
    SELECT trace, selected, 'span', arrayJoin(spanAttributes) FROM spans
    UNION ALL
    SELECT trace, selected, 'event', arrayJoin(eventAttributes) FROM spans
    UNION ALL
    SELECT trace, selected, 'service', ('', service) FROM spans
    UNION ALL
    SELECT trace, selected, 'name', ('', name) FROM spans
    UNION ALL
    SELECT trace, selected, 'kind', ('', kind) FROM spans
)
GROUP BY origin, key, value
ORDER BY abs(selected_requests / selection - other_requests / baseline) DESC
LIMIT 200
