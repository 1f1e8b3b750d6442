import { Client } from 'pg';

/** What operations ask for, read from the database that they are asked of: the more the better. */
export interface Samples {
  /** When the newest row was made. */
  readonly now: Date;
  /** With at least a page of generations each, the busiest first. */
  readonly busyUsers: readonly string[];
  readonly users: readonly string[];
  readonly usernames: readonly string[];
  readonly inviters: readonly string[];
  readonly generations: readonly string[];
  readonly payments: readonly string[];
  readonly charges: readonly string[];
  readonly references: readonly string[];
}

export const pageSize = 50;
/** Of lists within a list. */
export const shortPage = 20;
const count = 60;

/** Each gives one column named `value`. */
const queries: Readonly<Record<Exclude<keyof Samples, 'now'>, string>> = {
  busyUsers: `SELECT user_id AS value FROM generations GROUP BY user_id
    HAVING count(*) >= ${shortPage} ORDER BY count(*) DESC, user_id LIMIT ${count}`,
  users: `SELECT id AS value FROM users ORDER BY hashint8(id) LIMIT ${count}`,
  usernames: `SELECT username AS value FROM users WHERE username IS NOT NULL
    ORDER BY hashint8(id) LIMIT ${count}`,
  inviters: `SELECT inviter_id AS value FROM referrals GROUP BY inviter_id
    ORDER BY count(*) DESC, inviter_id LIMIT ${count}`,
  generations: `SELECT id AS value FROM generations
    ORDER BY hashint8(reply_to_message_id) LIMIT ${count}`,
  payments: `SELECT id AS value FROM payments ORDER BY hashtext(request_key) LIMIT ${count}`,
  charges: `SELECT charge_id AS value FROM payments WHERE charge_id IS NOT NULL
    ORDER BY hashtext(request_key) LIMIT ${count}`,
  references: `SELECT reference AS value FROM credit_entries
    WHERE kind = 'purchase' ORDER BY id LIMIT ${count}`,
};

export async function readSamples(url: string): Promise<Samples> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const read = async (name: keyof typeof queries): Promise<readonly string[]> => {
    const { rows } = await client.query<{ value: string }>(queries[name]);
    return rows.map(({ value }) => value);
  };
  try {
    const newest = 'SELECT max(created_at) AS now FROM generations';
    const { rows } = await client.query<{ now: Date }>(newest);
    return {
      now: rows[0]?.now ?? new Date(),
      busyUsers: await read('busyUsers'),
      users: await read('users'),
      usernames: await read('usernames'),
      inviters: await read('inviters'),
      generations: await read('generations'),
      payments: await read('payments'),
      charges: await read('charges'),
      references: await read('references'),
    };
  } finally {
    await client.end();
  }
}

export const isoDaysBefore = (now: Date, days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString();
