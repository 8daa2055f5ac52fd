-- Time series: what the datamodel cannot say. Partitions are made and dropped by libs/store while it runs.

-- One row per series and minute; `values` in the order of the family. A series is never deleted, so no foreign key is paid for.
CREATE TABLE sample (
  series_id INTEGER NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  values DOUBLE PRECISION[] NOT NULL,
  settled BOOLEAN NOT NULL,
  PRIMARY KEY (series_id, at)
) PARTITION BY RANGE (at);

-- Rows arrive in the order of time, so a summary of each block's range finds a minute of all series without a second B-tree.
CREATE INDEX sample_at_idx ON sample USING BRIN (at) WITH (pages_per_range = 32);

-- Per element: `counts` minutes with a value, their sum, least, greatest and last. `minutes` rows in all, `settled` of them.
CREATE TABLE rollup_5m (
  series_id INTEGER NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  minutes SMALLINT NOT NULL,
  settled SMALLINT NOT NULL,
  counts SMALLINT[] NOT NULL,
  sums DOUBLE PRECISION[] NOT NULL,
  mins DOUBLE PRECISION[] NOT NULL,
  maxs DOUBLE PRECISION[] NOT NULL,
  lasts DOUBLE PRECISION[] NOT NULL,
  PRIMARY KEY (series_id, at)
) PARTITION BY RANGE (at);

CREATE TABLE rollup_1h (LIKE rollup_5m INCLUDING ALL) PARTITION BY RANGE (at);

-- Hours that have samples, and when their rollups were built. Null: not yet, read the samples.
CREATE TABLE rollup_hour (
  hour TIMESTAMPTZ(3) PRIMARY KEY,
  built_at TIMESTAMPTZ(3)
);
CREATE INDEX rollup_hour_unbuilt_idx ON rollup_hour (hour) WHERE built_at IS NULL;

-- Rollups that a late point made wrong: read the samples until they are built again.
CREATE TABLE rollup_due (
  series_id INTEGER NOT NULL,
  hour TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (series_id, hour)
);
CREATE INDEX rollup_due_hour_idx ON rollup_due (hour);

-- Spans of one series never overlap, and neighbours differ in reason.
CREATE TABLE absence (
  series_id INTEGER NOT NULL,
  from_at TIMESTAMPTZ(3) NOT NULL,
  to_at TIMESTAMPTZ(3) NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (series_id, from_at),
  CHECK (from_at < to_at)
);
CREATE INDEX absence_to_idx ON absence (series_id, to_at);

CREATE VIEW sqs_live AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS visible,
  sample.values[2] AS in_flight,
  sample.values[3] AS delayed
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'sqs.live' JOIN resource ON resource.id = series.resource_id;

CREATE VIEW sqs_cloudwatch AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS visible,
  sample.values[2] AS in_flight,
  sample.values[3] AS delayed,
  sample.values[4] AS oldest_age,
  sample.values[5] AS sent,
  sample.values[6] AS received,
  sample.values[7] AS deleted,
  sample.values[8] AS empty_receives,
  sample.values[9] AS sent_size,
  sample.values[10] AS deduplicated,
  sample.values[11] AS groups_in_flight
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'sqs.cloudwatch' JOIN resource ON resource.id = series.resource_id;
