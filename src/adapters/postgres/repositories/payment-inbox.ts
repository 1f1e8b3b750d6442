import type {
  PaymentInbox,
  PaymentNotification,
} from '../../../application/ports/payment-inbox.ts';
import type { PaymentNotificationRow } from '../schemas/shop-plumbing.ts';
import type { Session, Statement } from '../session.ts';
import { plainText } from './plain-text.ts';

const addNotification: Statement = {
  name: 'payment_inbox.add',
  text: 'INSERT INTO payment_notifications (id, body, received_at) VALUES ($1, $2, $3)',
};

const findNotification: Statement = {
  name: 'payment_inbox.find',
  text: 'SELECT id, body, received_at FROM payment_notifications WHERE id = $1',
};

const markDone: Statement = {
  name: 'payment_inbox.done',
  text: 'UPDATE payment_notifications SET handled_at = $3, outcome = $2 WHERE id = $1',
};

const pruneHandled: Statement = {
  name: 'payment_inbox.prune',
  text: 'DELETE FROM payment_notifications WHERE handled_at < $1',
};

export class PostgresPaymentInbox implements PaymentInbox {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async add({ id, body, receivedAt }: PaymentNotification): Promise<void> {
    await this.#session.write(addNotification, [id, JSON.stringify(body), receivedAt]);
  }

  async find(id: string): Promise<PaymentNotification | undefined> {
    const [row] = await this.#session.rows<PaymentNotificationRow>(findNotification, [id]);
    return row && { id: row.id, body: row.body, receivedAt: row.received_at };
  }

  async done(id: string, outcome: string, at: Date): Promise<void> {
    await this.#session.write(markDone, [id, plainText(outcome), at]);
  }

  async prune(before: Date): Promise<void> {
    await this.#session.write(pruneHandled, [before]);
  }
}
