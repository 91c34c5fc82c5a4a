-- ERROR spans without an ERROR child, by service, name, type of exception and message.
WITH
    failed AS (SELECT * FROM spans WHERE selected AND status = 'Error'),
    failing AS (SELECT trace FROM failed WHERE root)
SELECT
    service,
    name,
    eventAttributes['exception.type'] AS type,
    replaceRegexpAll(eventAttributes['exception.message'] = '' ? message : eventAttributes['exception.message'], '[0-9]+', '<n>') AS template,
    uniqExactIf(trace, trace IN failing) AS failing_requests,
    uniqExact(trace) AS requests,
    min(start),
    max(start)
FROM failed
WHERE span NOT IN (SELECT parent FROM failed WHERE parent IS NOT NULL)
GROUP BY service, name, type, template
ORDER BY failing_requests DESC, requests DESC
LIMIT 500
