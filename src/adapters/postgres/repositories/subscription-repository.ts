import type { SubscriptionRepository } from '../../../application/ports/subscription-repository.ts';
import type { Subscription, SubscriptionState } from '../../../domain/payments/subscription.ts';
import {
  type PaymentId,
  packageId,
  paymentId,
  type UserId,
  userId,
} from '../../../domain/shared/ids.ts';
import type { SubscriptionRow } from '../schemas/shop-plumbing.ts';
import type { Session, Statement } from '../session.ts';

const columns = 'order_id, user_id, package_id, charge_id, state, paid_until, created_at';

const findSubscription: Statement = {
  name: 'subscriptions.find',
  text: `SELECT ${columns} FROM subscriptions WHERE order_id = $1`,
};

const saveSubscription: Statement = {
  name: 'subscriptions.save',
  text: `INSERT INTO subscriptions (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (order_id) DO UPDATE
      SET state = excluded.state, paid_until = excluded.paid_until`,
};

const currentSubscriptions: Statement = {
  name: 'subscriptions.current',
  text: `SELECT ${columns} FROM subscriptions WHERE user_id = $1 AND paid_until > $2
    ORDER BY created_at DESC, order_id DESC`,
};

export class PostgresSubscriptionRepository implements SubscriptionRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async find(orderId: PaymentId): Promise<Subscription | undefined> {
    const [row] = await this.#session.rows<SubscriptionRow>(findSubscription, [orderId]);
    return row && subscriptionOf(row);
  }

  async save(subscription: Subscription): Promise<void> {
    await this.#session.write(saveSubscription, [
      subscription.orderId,
      subscription.userId,
      subscription.packageId,
      subscription.chargeId,
      subscription.state,
      subscription.paidUntil,
      subscription.createdAt,
    ]);
  }

  async current(id: UserId, now: Date): Promise<readonly Subscription[]> {
    const rows = await this.#session.rows<SubscriptionRow>(currentSubscriptions, [id, now]);
    return rows.map(subscriptionOf);
  }
}

function subscriptionOf(row: SubscriptionRow): Subscription {
  return {
    orderId: paymentId(row.order_id),
    userId: userId(Number(row.user_id)),
    packageId: packageId(row.package_id),
    chargeId: row.charge_id,
    state: row.state as SubscriptionState,
    paidUntil: row.paid_until,
    createdAt: row.created_at,
  };
}
