import pg from 'pg';
import { startPostgres } from '../postgres/start-postgres.js';

// A Weir in miniature, to be killed: starts Postgres in the home it is given, and tells each number once it is committed.
const [home = ''] = process.argv.slice(2);
const { url } = await startPostgres({ home, log: () => undefined });
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS written (number INTEGER PRIMARY KEY)');
for (let number = 1; ; number++) {
  await client.query('INSERT INTO written VALUES ($1)', [number]);
  process.stdout.write(`${number}\n`);
}
