import { placeholders, type Statement } from '../session.ts';
import { newColumns, savedColumns } from './payment-rows.ts';

const allColumns = [...newColumns, ...savedColumns];
const columns = allColumns.join(', ');
/** The table's checks hold that the status says the same. */
const paid = 'paid_at IS NOT NULL';

export const findPayment: Statement = {
  name: 'payments.find',
  text: `SELECT ${columns} FROM payments WHERE id = $1`,
};

export const lockPayment: Statement = {
  name: 'payments.lock',
  text: `SELECT ${columns} FROM payments WHERE id = $1 FOR NO KEY UPDATE`,
};

export const findByRequestKey: Statement = {
  name: 'payments.find_by_request_key',
  text: `SELECT ${columns} FROM payments WHERE request_key = $1`,
};

export const findByCharge: Statement = {
  name: 'payments.find_by_charge',
  text: `SELECT ${columns} FROM payments WHERE method = $1 AND charge_id = $2`,
};

export const findByProviderId: Statement = {
  name: 'payments.find_by_provider_id',
  text: `SELECT ${columns} FROM payments WHERE provider_payment_id = $1`,
};

/** One round trip: the payer's dialog waits for the answer. */
export const checkoutFacts: Statement = {
  name: 'payments.checkout_facts',
  text: `SELECT ${allColumns.map((column) => `payments.${column}`).join(', ')},
      coalesce(credit_packages.active, false) AS package_active,
      promo_redemptions.used_at IS NULL AS promo_unused,
      users.banned_at IS NOT NULL AS user_banned,
      payments.is_subscription AND EXISTS (
        SELECT FROM subscriptions
        WHERE subscriptions.user_id = payments.user_id
          AND subscriptions.package_id = payments.package_id
          AND state = 'active' AND paid_until > $2
      ) AS subscribed
    FROM payments
    JOIN users ON users.id = payments.user_id
    LEFT JOIN credit_packages ON credit_packages.id = payments.package_id
    LEFT JOIN promo_redemptions ON promo_redemptions.id = payments.promo_redemption_id
    WHERE payments.id = $1`,
};

/** A charge that is there already fails: whoever brings it has lost a race, and looks again. */
export const insertPayment: Statement = {
  name: 'payments.insert',
  text: `INSERT INTO payments (${columns}) VALUES (${placeholders(1, allColumns.length)})
    ON CONFLICT (request_key) DO NOTHING`,
};

export const savePayment: Statement = {
  name: 'payments.save',
  text: `UPDATE payments SET (${savedColumns.join(', ')}) =
      ROW (${placeholders(2, savedColumns.length)})
    WHERE id = $1`,
};

export const countOpen: Statement = {
  name: 'payments.count_open',
  text: `SELECT count(*)::integer AS count FROM payments
    WHERE user_id = $1 AND status IN ('created', 'pending')`,
};

export const hasPaid: Statement = {
  name: 'payments.has_paid',
  text: `SELECT EXISTS (
      SELECT FROM payments WHERE user_id = $1 AND ${paid} AND origin <> 'unmatched'
    ) AS has_paid`,
};

const newestFirst = 'ORDER BY created_at DESC, id DESC';

/** `$1` is the limit, `$2` the user. */
export const latestPayments = {
  paid: {
    ofUser: {
      name: 'payments.latest_paid_of_user',
      text: `SELECT ${columns} FROM payments WHERE user_id = $2 AND ${paid}
        ${newestFirst} LIMIT $1`,
    },
    ofAll: {
      name: 'payments.latest_paid',
      text: `SELECT ${columns} FROM payments WHERE ${paid} ${newestFirst} LIMIT $1`,
    },
  },
  all: {
    ofUser: {
      name: 'payments.latest_of_user',
      text: `SELECT ${columns} FROM payments WHERE user_id = $2 ${newestFirst} LIMIT $1`,
    },
    ofAll: {
      name: 'payments.latest',
      text: `SELECT ${columns} FROM payments ${newestFirst} LIMIT $1`,
    },
  },
} as const satisfies Record<string, Record<string, Statement>>;

/** What another process claims or changes right now is left to it. */
export const claimDue: Statement = {
  name: 'payments.claim_due',
  text: `WITH due AS (
      SELECT id, next_check_at AS due_at FROM payments WHERE next_check_at <= $1
      ORDER BY next_check_at, id LIMIT $3
      FOR NO KEY UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE payments SET next_check_at = $2 FROM due WHERE payments.id = due.id
      RETURNING payments.*, due.due_at
    )
    SELECT ${columns} FROM claimed ORDER BY due_at, id`,
};

export const paidBetween: Statement = {
  name: 'payments.paid_between',
  text: `SELECT ${columns} FROM payments
    WHERE method = ANY ($1::text[]) AND paid_at >= $2 AND paid_at < $3
    ORDER BY paid_at, id`,
};

export const recordEvent: Statement = {
  name: 'payments.record_event',
  text: `INSERT INTO payment_events (payment_id, kind, details, created_at)
    VALUES ($1, $2, $3, $4)`,
};

export const paymentEvents: Statement = {
  name: 'payments.events',
  text: `SELECT kind, details, created_at FROM payment_events WHERE payment_id = $1 ORDER BY id`,
};
