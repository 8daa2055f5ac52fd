import { accountBudget, type AccountBudget } from '@weir/contract';
import type { ApiCallCount } from '@weir/domain';
import type { Database } from '../database/database.js';
import { storableJson } from '../database/storable.js';
import type { MeterStore } from '../store.js';

/** Counted calls in PostgreSQL, a row per UTC day, account, region and API. */
export class MeterInPostgres implements MeterStore {
  constructor(private readonly database: Database) {}

  async add(calls: readonly ApiCallCount[]): Promise<void> {
    if (calls.length === 0) return;
    const rows = sumByKey(calls);
    await this.database.pool.query(
      `INSERT INTO api_call_day AS d (day, account_id, region, api, calls, billed_units, usd, throttled, failed)
       SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::float8[], $7::float8[], $8::bigint[], $9::bigint[])
       ON CONFLICT (day, account_id, region, api) DO UPDATE SET
         calls = d.calls + EXCLUDED.calls, billed_units = d.billed_units + EXCLUDED.billed_units, usd = d.usd + EXCLUDED.usd,
         throttled = d.throttled + EXCLUDED.throttled, failed = d.failed + EXCLUDED.failed`,
      [
        rows.map((row) => row.day),
        rows.map((row) => row.accountId),
        rows.map((row) => row.region),
        rows.map((row) => row.api),
        rows.map((row) => row.calls),
        rows.map((row) => row.billedUnits),
        rows.map((row) => row.usd),
        rows.map((row) => row.throttled),
        rows.map((row) => row.failed),
      ],
    );
  }

  async month(month: string): Promise<readonly ApiCallCount[]> {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new RangeError(`a month looks like 2026-11, not ${JSON.stringify(month)}`);
    const first = `${month}-01`;
    const { rows } = await this.database.pool.query<ApiCallCount>(
      `SELECT account_id AS "accountId", region, api, $1::text AS day, sum(calls)::float8 AS calls, sum(billed_units) AS "billedUnits",
         sum(usd) AS usd, sum(throttled)::float8 AS throttled, sum(failed)::float8 AS failed
       FROM api_call_day WHERE day >= $1::date AND day < $1::date + INTERVAL '1 month'
       GROUP BY account_id, region, api ORDER BY account_id, region, api`,
      [first],
    );
    return rows;
  }

  async setBudgets(budgets: readonly AccountBudget[]): Promise<void> {
    await this.database.pool.query(
      `INSERT INTO account_budget (account_id, document, updated_at)
       SELECT b.account_id, b.document, now() FROM unnest($1::text[], $2::jsonb[]) AS b (account_id, document)
       ON CONFLICT (account_id) DO UPDATE SET document = EXCLUDED.document, updated_at = EXCLUDED.updated_at`,
      [budgets.map(({ accountId }) => accountId), budgets.map((budget) => storableJson(budget))],
    );
  }

  async budgets(): Promise<readonly AccountBudget[]> {
    const { rows } = await this.database.pool.query<{ document: unknown }>('SELECT document FROM account_budget ORDER BY account_id');
    return rows.map(({ document }) => accountBudget.parse(document));
  }
}

/** One row per key, in the order of keys, so that two writers never wait for each other crosswise. */
function sumByKey(calls: readonly ApiCallCount[]): readonly ApiCallCount[] {
  const sums = new Map<string, ApiCallCount>();
  for (const call of calls) {
    const key = JSON.stringify([call.day, call.accountId, call.region, call.api]);
    const sum = sums.get(key);
    sums.set(
      key,
      sum
        ? {
            ...sum,
            calls: sum.calls + call.calls,
            billedUnits: sum.billedUnits + call.billedUnits,
            usd: sum.usd + call.usd,
            throttled: sum.throttled + call.throttled,
            failed: sum.failed + call.failed,
          }
        : call,
    );
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
