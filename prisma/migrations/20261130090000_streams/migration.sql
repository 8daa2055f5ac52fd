-- A shard ever seen of a stream. Its ordinal is its place in the arrays of "shard_minute", and never that of another id.
CREATE TABLE "stream_shard" (
    "stream_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "shard_id" TEXT NOT NULL,
    "start_hash" DECIMAL(39,0) NOT NULL,
    "end_hash" DECIMAL(39,0) NOT NULL,
    "parent_shard_id" TEXT,
    "adjacent_parent_shard_id" TEXT,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "closed_seen" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "stream_shard_pkey" PRIMARY KEY ("stream_id","ordinal")
);

-- What reading records for hot keys took of a stream and cost, by UTC day.
CREATE TABLE "stream_sampling_day" (
    "day" DATE NOT NULL,
    "stream_id" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "records" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "usd" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "stream_sampling_day_pkey" PRIMARY KEY ("day","stream_id")
);

CREATE UNIQUE INDEX "stream_shard_stream_id_shard_id_key" ON "stream_shard"("stream_id", "shard_id");

ALTER TABLE "stream_shard" ADD CONSTRAINT "stream_shard_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "stream_sampling_day" ADD CONSTRAINT "stream_sampling_day_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on what the datamodel cannot say. A stream's number is that of its series `kinesis.shards`.

-- One row per stream and minute. Per metric the values of all shards by ordinal, as little-endian 32-bit floats without a break; a NaN
-- and what lies beyond the end are not known. Bytes, because a thousand shards over a day are read several times faster than as an array.
CREATE TABLE shard_minute (
  stream_no INTEGER NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('metrics', 'sampled')),
  settled BOOLEAN NOT NULL,
  incoming_bytes BYTEA,
  incoming_records BYTEA,
  write_throttled BYTEA,
  read_throttled BYTEA,
  outgoing_bytes BYTEA,
  outgoing_records BYTEA,
  iterator_age BYTEA,
  PRIMARY KEY (stream_no, at)
) PARTITION BY RANGE (at);

-- What the sampler saw of a stream's keys in a minute; the shape of the document is libs/domain's.
CREATE TABLE key_sample (
  stream_no INTEGER NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  document JSONB NOT NULL,
  PRIMARY KEY (stream_no, at)
) PARTITION BY RANGE (at);

-- The value of one shard in a column of shard_minute; null when it is not known. PostgreSQL itself reads no float from bytes.
CREATE FUNCTION shard_value(shard_values BYTEA, ordinal INTEGER) RETURNS DOUBLE PRECISION LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE
    WHEN exponent = 255 THEN NULL
    WHEN exponent = 0 THEN sign * mantissa * power(2::float8, -149)
    ELSE sign * (mantissa + 8388608) * power(2::float8, exponent - 150)
  END
  FROM (
    SELECT
      CASE WHEN get_byte(b, 3) >= 128 THEN -1 ELSE 1 END AS sign,
      ((get_byte(b, 3) & 127) << 1) | (get_byte(b, 2) >> 7) AS exponent,
      ((get_byte(b, 2) & 127) << 16) | (get_byte(b, 1) << 8) | get_byte(b, 0) AS mantissa
    FROM substr(shard_values, ordinal * 4 + 1, 4) AS b WHERE octet_length(b) = 4
  ) AS bits
$$;

CREATE VIEW kinesis_shard_minute AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, shard.shard_id, minute.at, minute.settled, minute.source, known.*
FROM shard_minute minute
JOIN series ON series.id = minute.stream_no AND series.family = 'kinesis.shards'
JOIN resource ON resource.id = series.resource_id
JOIN stream_shard shard ON shard.stream_id = resource.id
CROSS JOIN LATERAL (
  SELECT
    shard_value(minute.incoming_bytes, shard.ordinal) AS incoming_bytes,
    shard_value(minute.incoming_records, shard.ordinal) AS incoming_records,
    shard_value(minute.write_throttled, shard.ordinal) AS write_throttled,
    shard_value(minute.read_throttled, shard.ordinal) AS read_throttled,
    shard_value(minute.outgoing_bytes, shard.ordinal) AS outgoing_bytes,
    shard_value(minute.outgoing_records, shard.ordinal) AS outgoing_records,
    shard_value(minute.iterator_age, shard.ordinal) AS iterator_age
) AS known
WHERE num_nonnulls(known.incoming_bytes, known.incoming_records, known.write_throttled, known.read_throttled, known.outgoing_bytes,
  known.outgoing_records, known.iterator_age) > 0;

CREATE VIEW kinesis_stream AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS incoming_bytes,
  sample.values[2] AS incoming_records,
  sample.values[3] AS outgoing_bytes,
  sample.values[4] AS outgoing_records,
  sample.values[5] AS iterator_age,
  sample.values[6] AS write_throttled,
  sample.values[7] AS read_throttled
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'kinesis.stream' JOIN resource ON resource.id = series.resource_id;

CREATE VIEW stream_consumer AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS lag,
  sample.values[2] AS consumed_records,
  sample.values[3] AS consumed_bytes,
  sample.values[4] AS delivery_age
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'stream.consumer' JOIN resource ON resource.id = series.resource_id;
