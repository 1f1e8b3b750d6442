import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';

/** A database that belongs to one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Closes what is still connected and removes the database. */
  drop(): Promise<void>;
}

/** Brings the database at a URL up to the current schema and closes its connections. */
export type Migrate = (url: string) => Promise<void>;

/**
 * Creates a database of its own for the calling test file. With `migrate` it is a copy of a
 * template that is migrated once per run, so that each copy costs some tens of milliseconds.
 * Without it, the database is empty.
 */
export async function freshDatabase(migrate?: Migrate): Promise<TestDatabase> {
  const name = `${inject('engines').databasePrefix}${randomBytes(8).toString('hex')}`;
  await asAdmin(async (admin) => {
    const template = migrate === undefined ? 'template0' : await migratedTemplate(admin, migrate);
    await admin.query(
      `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`,
    );
  });
  return {
    url: urlOf(name),
    drop: () =>
      asAdmin(async (admin) => {
        await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
      }),
  };
}

/** Returns the template's name; the first test process to ask for it builds it. */
async function migratedTemplate(admin: Client, migrate: Migrate): Promise<string> {
  const template = `${inject('engines').databasePrefix}template`;
  const draft = `${template}_draft`;
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
  try {
    const built = await admin.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (built.rowCount === 0) {
      // A migration that fails half-way leaves a draft behind, which must not pass for the template.
      await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(draft)} WITH (FORCE)`);
      await admin.query(`CREATE DATABASE ${escapeIdentifier(draft)} TEMPLATE template0`);
      await migrate(urlOf(draft));
      await admin.query(
        `ALTER DATABASE ${escapeIdentifier(draft)} RENAME TO ${escapeIdentifier(template)}`,
      );
    }
  } finally {
    await admin.query('SELECT pg_advisory_unlock(hashtext($1))', [template]);
  }
  return template;
}

async function asAdmin(work: (admin: Client) => Promise<void>): Promise<void> {
  const admin = new Client({ connectionString: inject('engines').postgresUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(inject('engines').postgresUrl);
  url.pathname = `/${database}`;
  return url.href;
}
