"""The words that generated postmortems are made of.

Slots: `{service}` and `{other}` (names), `{region}`, `{alert}`, `{number}`. `SERVICE` stands for
the name within code, where braces have a meaning of their own.
"""

from __future__ import annotations

PARTS = ("api", "worker", "cache", "database", "gateway", "queue", "scheduler", "index")
REGIONS = ("eu-west", "eu-central", "us-east", "us-west", "ap-south", "ap-northeast", "sa-east")
NOUNS = (
    "error spike",
    "slow responses",
    "failed logins",
    "lost connections",
    "stale results",
    "full disk",
    "stuck queue",
    "certificate failure",
    "memory exhaustion",
    "split leadership",
    "failed failover",
    "partial outage",
    "replication lag",
    "wrong totals",
    "missed deliveries",
    "refused writes",
)
ALERTS = (
    "HighErrorRate",
    "LatencyBudgetBurn",
    "ReplicaLagging",
    "QueueDepthGrowing",
    "DiskWillFill",
    "ProbeFailed",
    "ConnectionPoolExhausted",
    "CertificateExpiresSoon",
)
ENTRIES = (
    "A first look at the dashboards of {service} shows errors in {region} only",
    "The last release of {other} is rolled back; nothing changes",
    "A second engineer joins and reads the logs of {service}",
    "The incident is declared and a channel is opened",
    "Traffic is moved away from {region}; errors fall by half",
    "The status page is updated for {service}",
    "Restarting one instance helps for {number} seconds",
    "A connection count of {number} is found on the primary",
    "The vendor is asked about {region} and reports no trouble of its own",
    "The team of {other} confirms that its clients retry without a pause",
    "A heap dump is taken from an instance that is about to fail",
    "The suspected setting is reverted on one instance, which recovers",
    "The setting is reverted everywhere",
    "Retries from {other} are limited to {number} a second",
    "Customers report that logins work again, slowly",
    "The backlog starts to shrink",
)
FACTOR = (
    "The health check of {service} asks for a static page and stays green without a database.",
    "The limit of {number} connections was chosen four years ago and never looked at again.",
    "Clients in {other} retry at once and without a limit, which tripled the load.",
    "The change went to every region at the same time, because the staged rollout was disabled.",
    "The alert {alert} was silenced during an earlier maintenance and not switched on again.",
    "The runbook names a dashboard that no longer exists.",
    "The test environment holds a thousandth of the data, so the query plan differs.",
    "Only two people knew how to restore the queue by hand, and both were travelling.",
    "The capacity model of {region} left out the traffic that {other} causes.",
)
LESSONS = (
    "A limit that nobody watches is found by its users.",
    "A rollback has to be faster than the diagnosis.",
    "Retries need a budget, most of all between our own services.",
    "A dashboard that is opened once a year has to be checked once a quarter.",
    "What went well: the first page reached the right team within a minute.",
    "What went well: {region} was drained with a single command.",
    "Where we got lucky: the backup of the night before was restored for another reason.",
    "An alert on symptoms in {service} would have come before the one on causes.",
)
TASKS = (
    "Limit retries from {other} with a budget",
    "Alert on the age of the oldest message in {service}",
    "Rehearse the failover of {region} every quarter",
    "Remove the shared connection pool from {service}",
    "Add a load test with the data volume of production",
    "Write the restore procedure down and try it with another team",
    "Roll configuration out region by region",
    "Make the health check of {service} ask the database",
    "Delete the switch that skips the staged rollout",
)
CODE = (
    """```yaml
groups:
  - name: SERVICE
    rules:
      - alert: HighErrorRate
        expr: sum(rate(http_requests_total{service="SERVICE",code=~"5.."}[5m])) > 10
        annotations:
          summary: "{{ $labels.instance }} answers with errors"
```""",
    """```sql
SELECT state, count(*) AS connections
FROM pg_stat_activity
WHERE application_name = 'SERVICE'
GROUP BY state
ORDER BY connections DESC;
```""",
    """```python
def fetch(client: Client, key: str) -> bytes:
    for attempt in range(5):
        try:
            return client.get("SERVICE", key)
        except Unavailable:
            time.sleep(0.1 * 2**attempt)
    raise Unavailable(key)
```""",
    """```console
$ kubectl --namespace SERVICE get pods --field-selector status.phase!=Running
NAME                READY   STATUS             RESTARTS   AGE
SERVICE-6f7d9-x2k   0/1     CrashLoopBackOff   17         64m
```""",
    """```text
ERROR SERVICE: pool exhausted: 200 of 200 connections in use, waited 30 s
  at Pool.take (pool.js:118)
  at Handler.<anonymous> (handler.js:42)
```""",
)
NARRATIVE = (
    "Users of {service} saw errors or waited for more than ten seconds.",
    "The trouble began in {region} and reached the other regions within minutes.",
    "At its worst, {number} requests a second were refused.",
    "Nothing that had been written was lost, but some of it became visible late.",
    "Requests that had been accepted before the start were processed once the queue moved again.",
    "The team first suspected the network, since only one region was affected.",
    "A rollback of {other} took eleven minutes and did not help.",
    "The metrics of {service} were delayed by five minutes, which hid the first recovery.",
    "The alert {alert} fired as intended and reached the engineer on call.",
    "A customer's report arrived before the second alert and was linked to it by hand.",
    "The graph of open connections had grown for three weeks without an alert.",
    "The primary refused new connections after {number} of them were in use.",
    "Each worker keeps its connection while it waits for {other}, so a slow answer holds a slot.",
    "As {other} became slower, more slots were held, and the remaining ones ran out.",
    "Retries then multiplied the requests that {service} had to refuse.",
    "The same pattern had been seen in a load test and was put down to the test's small machines.",
    "The setting had been copied from another service, where a request takes a tenth of the time.",
    "A deploy on the same morning restarted half of the workers and so opened all pools at once.",
    "Traffic was shed at the edge, which let the pools recover.",
    "Once the pools had room again, the limit was raised and the edge opened step by step.",
    "The old primary was fenced before the new one took writes.",
    "A second failover was avoided by stopping the automation for an hour.",
    "The backlog of {number} messages was drained in order, the oldest first.",
    "Caches were warmed from the replica, because the primary could not have carried the load.",
    "The service has run since 2016 and handles about a third of all traffic in {region}.",
    "It was split from a larger application, whose assumptions about latency it still holds.",
    "Its owners changed twice in the two years before the incident.",
    "Capacity is planned once a quarter from the peak of the quarter before.",
    "The time between the first error and the page is explained by the alert's five-minute window.",
    "Synthetic probes from outside showed the trouble four minutes earlier than the alert.",
    "The status page was updated late, since the tool for it uses the login that had failed.",
    "Support answered about {number} questions during the incident and on the day after.",
    "Reports for the affected hours were computed again in the following night.",
    "Billing was not affected, because it reads from its own copy.",
    "The review found no single cause: each of the factors below was needed.",
    "With any one of them absent, the incident would have been shorter or smaller.",
    "The fix was tested in one region for two hours before it went to the others.",
    "A dashboard with pool size, waiting requests and time held is now linked from the alert.",
)
