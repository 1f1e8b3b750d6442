import type { Client } from 'pg';

/** A statement that takes something of a table away, and the one that makes it anew. */
interface Removable {
  readonly drop: string;
  readonly create: string;
}

/** Foreign keys of all tables. To make them anew checks every row. */
export async function foreignKeys(client: Client): Promise<readonly Removable[]> {
  const { rows } = await client.query<Removable>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
         pg_get_constraintdef(oid)) AS create
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
     ORDER BY conname`,
  );
  return rows;
}

/** Primary and unique keys, and the indexes that belong to no constraint. */
export async function indexes(client: Client, table: string): Promise<readonly Removable[]> {
  const { rows } = await client.query<Removable>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
         pg_get_constraintdef(oid)) AS create
     FROM pg_constraint WHERE contype IN ('p', 'u', 'x') AND conrelid = $1::regclass
     UNION ALL
     SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
     FROM pg_index WHERE indrelid = $1::regclass
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))`,
    [table],
  );
  return rows;
}
