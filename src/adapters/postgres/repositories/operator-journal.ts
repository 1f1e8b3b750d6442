import type { OperatorEvent } from '../../../application/notices.ts';
import type { Clock } from '../../../application/ports/clock.ts';
import type { OperatorJournal } from '../../../application/ports/operator-journal.ts';
import type { OperatorEventRow } from '../schemas/shop-plumbing.ts';
import type { Session, Statement } from '../session.ts';

const addEvent: Statement = {
  name: 'operator_journal.add',
  text: `INSERT INTO operator_events (key, event, created_at) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO NOTHING`,
};

const takeEvents: Statement = {
  name: 'operator_journal.take',
  text: `WITH untold AS (
      SELECT id FROM operator_events WHERE told_at IS NULL ORDER BY id LIMIT $1
      FOR NO KEY UPDATE SKIP LOCKED
    ), told AS (
      UPDATE operator_events SET told_at = $2 FROM untold
      WHERE operator_events.id = untold.id
      RETURNING operator_events.id, event
    )
    SELECT event FROM told ORDER BY id`,
};

export class PostgresOperatorJournal implements OperatorJournal {
  readonly #session: Session;
  readonly #clock: Clock;

  constructor(session: Session, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  async add(event: OperatorEvent, key?: string): Promise<void> {
    await this.#session.write(addEvent, [key, JSON.stringify(event), this.#clock.now()]);
  }

  async take(limit: number): Promise<readonly OperatorEvent[]> {
    const values = [limit, this.#clock.now()];
    const rows = await this.#session.rows<OperatorEventRow>(takeEvents, values);
    return rows.map((row) => row.event as OperatorEvent);
  }
}
