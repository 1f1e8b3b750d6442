import type { Job } from '../../../application/jobs.ts';
import type { Clock } from '../../../application/ports/clock.ts';
import type { IdGenerator } from '../../../application/ports/id-generator.ts';
import type { Outbox, OutboxMessage } from '../../../application/ports/outbox.ts';
import type { OutboxRow } from '../schemas/plumbing.ts';
import { relaxed, type Session, type Statement } from '../session.ts';

const addMessage: Statement = {
  name: 'outbox.add',
  text: 'INSERT INTO outbox (id, job, run_at, created_at) VALUES ($1, $2, $3, $4)',
};

const leftMessages: Statement = {
  name: 'outbox.left',
  text: `SELECT id, job, run_at FROM outbox WHERE created_at < $1
    ORDER BY created_at, id LIMIT $2`,
};

/** A message that a crash of the database brings back is queued once more, which does no harm. */
const removeMessages: Statement = {
  name: 'outbox.remove',
  text: `${relaxed} DELETE FROM outbox USING relaxed WHERE id = ANY ($1::uuid[])`,
};

export class PostgresOutbox implements Outbox {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;
  readonly #onAdd: (message: OutboxMessage) => void;

  /** @param onAdd told of each message as it is written, committed or not. */
  constructor(
    session: Session,
    clock: Clock,
    ids: IdGenerator,
    onAdd: (message: OutboxMessage) => void,
  ) {
    this.#session = session;
    this.#clock = clock;
    this.#ids = ids;
    this.#onAdd = onAdd;
  }

  async add(job: Job, runAt?: Date): Promise<void> {
    const now = this.#clock.now();
    const message = { id: this.#ids.uuid(), job, runAt: runAt ?? now };
    const values = [message.id, JSON.stringify(job), message.runAt, now];
    await this.#session.write(addMessage, values);
    this.#onAdd(message);
  }

  async left(before: Date, limit: number): Promise<readonly OutboxMessage[]> {
    const rows = await this.#session.rows<OutboxRow>(leftMessages, [before, limit]);
    return rows.map((row) => ({ id: row.id, job: row.job as Job, runAt: row.run_at }));
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) {
      await this.#session.write(removeMessages, [ids]);
    }
  }
}
