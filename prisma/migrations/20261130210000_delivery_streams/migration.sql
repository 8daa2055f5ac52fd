-- Delivery streams that others put into: a family of their own, with named columns for people and Grafana.

CREATE VIEW firehose_delivery AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS hose_records,
  sample.values[2] AS hose_throttled,
  sample.values[3] AS hose_delivered,
  sample.values[4] AS delivery_success,
  sample.values[5] AS delivery_freshness
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'firehose.delivery' JOIN resource ON resource.id = series.resource_id;
